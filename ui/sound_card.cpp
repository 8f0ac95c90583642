#include "ui/sound_card.h"

#include "ui/elided_text.h"
#include "ui/heard_mark.h"
#include "ui/spectrogram_plot.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace stepwise::ui {

namespace {

void setStyleName(QWidget* widget, const char* name) {
    if (widget->objectName() == name)
        return;
    widget->setObjectName(name);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

constexpr int kMargin = 8;
constexpr int kBorder = 2;       ///< with the padding inside it
constexpr int kWordsWidth = 244; ///< of a card that has room for words on its buttons
constexpr int kListenWidth = 80;
constexpr int kNarrowListenWidth = 34;
constexpr int kStateAndSettingsLines = 3;
constexpr int kHelpLines = 1;
constexpr int kMoreLines = 1; ///< of a narrow card, for settings and help each

QLabel* makeText() {
    auto* label = new QLabel;
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    label->setTextFormat(Qt::PlainText); // names are no markup
    return label;
}

/// In exactly as many lines, with the whole text as a tool tip, and what it means.
void setElided(QLabel* label, const QString& text, int width, int lines, const QString& meaning = {}) {
    label->ensurePolished(); // warnings are bold
    label->setText(elidedText(text, label->font(), width, lines));
    label->setFixedHeight(lines * label->fontMetrics().lineSpacing() + 1);
    label->setToolTip(QString("<p>%1</p>").arg(text.toHtmlEscaped()) +
                      (meaning.isEmpty() ? QString() : QString("<p>%1</p>").arg(meaning)));
}

QToolButton* makeMenuButton(const QString& help, QMenu* menu) {
    auto* button = new QToolButton;
    button->setToolTip(help);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    menu->setToolTipsVisible(true);
    return button;
}

} // namespace

SoundCard::SoundCard(bool isStep, QWidget* parent)
    : QFrame(parent), isStep_(isStep), title_(new QLabel), state_(makeText()), settings_(makeText()),
      error_(makeText()), help_(makeText()), heard_(new HeardMark), listen_(new QPushButton),
      plot_(new SpectrogramPlot) {
    setObjectName("card");
    setFocusPolicy(Qt::StrongFocus);
    setFixedWidth(kWidth);
    title_->setObjectName("title");
    state_->setObjectName("dim");
    settings_->setObjectName("dim");
    listen_->setCheckable(true);
    listen_->setToolTip(tr("Listen: plays this sound from the same position, as loud as the target."));
    heard_->hide();
    auto* header = new QHBoxLayout;
    header->setSpacing(4);
    header->addWidget(title_, 1);
    header->addWidget(heard_);
    header->addWidget(listen_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, 6, kMargin, 6);
    layout->setSpacing(3);
    layout->addLayout(header);
    layout->addWidget(state_);
    layout->addWidget(settings_);
    layout->addWidget(plot_, 1);
    layout->addWidget(error_);
    layout->addWidget(help_);
    layout->addWidget(makeStepRow());
    connect(plot_, &SpectrogramPlot::readOut, this, &SoundCard::readOut);
    connect(listen_, &QPushButton::clicked, this, &SoundCard::listenAsked);
}

/// Input and target get a row as high, so that all spectrograms are alike.
QWidget* SoundCard::makeStepRow() {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    replaceMenu_ = new QMenu(this);
    moreMenu_ = new QMenu(this);
    on_ = new QCheckBox(tr("On"));
    on_->setToolTip(tr("Off: the step stays here, but is not heard (O)."));
    accept_ = new QToolButton;
    accept_->setCheckable(true);
    accept_->setToolTip(tr("Accept: marks this step as decided (A)."));
    replace_ = makeMenuButton(tr("Replace: another effect in this place (P)."), replaceMenu_);
    more_ = makeMenuButton(tr("More: move, insert, continue from here, start a new round."), moreMenu_);
    nameButtons();
    layout->addWidget(on_);
    layout->addStretch();
    for (QToolButton* button : {accept_, replace_, more_})
        layout->addWidget(button);
    connect(on_, &QCheckBox::clicked, this, &SoundCard::switched);
    connect(accept_, &QToolButton::clicked, this, &SoundCard::accepted);
    row->setFixedHeight(row->sizeHint().height());
    for (QWidget* widget : std::initializer_list<QWidget*>{on_, accept_, replace_, more_})
        widget->setVisible(isStep_);
    if (isStep_)
        for (QWidget* widget : std::initializer_list<QWidget*>{listen_, on_, accept_, replace_, more_})
            widget->installEventFilter(this);
    return row;
}

void SoundCard::setText(const CardText& text) {
    title_->setText(text.title);
    title_->setToolTip(text.title);
    setStyleName(state_, text.isStale ? "warning" : "dim");
    setStyleName(help_, text.isWarning ? "warning" : "");
    text_ = text;
    fitText();
    setAccessibleName(text.title);
    describe();
    plot_->setAccessibleName(tr("Spectrogram of %1").arg(text.title));
    listen_->setAccessibleName(tr("Listen to %1").arg(text.title));
    if (isStep_) {
        on_->setAccessibleName(tr("%1 is on").arg(text.title));
        accept_->setAccessibleName(tr("Accept %1").arg(text.title));
        replace_->setAccessibleName(tr("Replace %1").arg(text.title));
    }
    more_->setAccessibleName(tr("More for %1").arg(text.title));
}

void SoundCard::describe() {
    const QString remedy = text_.remedy.isEmpty() ? QString() : text_.remedy.arg(tr("More"));
    QStringList sentences = {
        heard_->isHidden() ? QString() : tr("Heard"), text_.state, remedy, text_.settings, text_.error, text_.help};
    sentences.removeAll(QString());
    for (QString& sentence : sentences)
        sentence += sentence.endsWith('.') ? "" : ".";
    setAccessibleDescription(sentences.join(' '));
}

void SoundCard::fitText() {
    const int room = width() - 2 * (kMargin + kBorder);
    const int more = isNarrow_ ? kMoreLines : 0;
    const int stateLines = text_.isStale ? 2 + more : 1;
    const QString remedy = text_.remedy.isEmpty() ? QString() : ' ' + text_.remedy.arg(more_->text());
    setElided(state_, text_.state + remedy, room, stateLines, text_.surety);
    setElided(settings_, text_.settings, room, kStateAndSettingsLines + more - stateLines);
    setElided(error_, text_.error, room, 1, text_.isMeasured ? errorExplanation() : QString());
    setElided(help_, text_.help, room, kHelpLines + more);
}

/// The symbols are explained by tool tips and accessible names.
void SoundCard::nameButtons() {
    const bool isAccepted = accept_->isChecked();
    listen_->setFixedWidth(isNarrow_ ? kNarrowListenWidth : kListenWidth);
    listen_->setText(isNarrow_ ? QString::fromUtf8("▶") : tr("Listen"));
    accept_->setText(isNarrow_ ? QString::fromUtf8("✓") : isAccepted ? tr("✓ Accepted") : tr("Accept"));
    replace_->setText(isNarrow_ ? QString::fromUtf8("⇄") : tr("Replace"));
    more_->setText(isNarrow_ ? QString::fromUtf8("⋮") : tr("More"));
}

void SoundCard::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    isNarrow_ = width() < kWordsWidth;
    nameButtons();
    fitText();
}

void SoundCard::setStep(bool isOn, bool isAccepted) {
    on_->setChecked(isOn);
    accept_->setChecked(isAccepted);
    nameButtons();
    plot_->setEnabled(isOn && !text_.isOutdated);
}

void SoundCard::setSelected(bool selected) {
    if (isSelected() == selected)
        return;
    setProperty("selected", selected);
    style()->unpolish(this);
    style()->polish(this);
}

void SoundCard::setHeard(bool heard) {
    listen_->setChecked(heard);
    if (heard == !heard_->isHidden())
        return;
    heard_->setVisible(heard);
    plot_->setHeard(heard);
    describe();
}

void SoundCard::offerMenu(const QString& help) {
    more_->setToolTip(help);
    more_->show();
}

bool SoundCard::hasMenu() const {
    return !more_->isHidden();
}

QString SoundCard::errorText() const {
    return text_.error + '\n' + text_.help;
}

QString SoundCard::stateText() const {
    return text_.state;
}

} // namespace stepwise::ui
