#include "ui/about_dialog.h"

#include "effects/rack.h"

#include <QApplication>
#include <QDialogButtonBox>
#include <QIcon>
#include <QLabel>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <array>

namespace stepwise::ui {

namespace {

struct Component {
    const char* name;
    const char* use;
    const char* licence;
};

constexpr std::array<Component, 14> kComponents = {{
    {"Qt 6", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "the window"), "LGPL-3.0"},
    {"QCustomPlot", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "plots"), "GPL-3.0"},
    {"libtorch", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "networks"), "BSD-3-Clause"},
    {"OpenBLAS", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "linear algebra"), "BSD-3-Clause"},
    {"FFTW", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "spectra"), "GPL-2.0-or-later"},
    {"libsndfile", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "sound files"), "LGPL-2.1-or-later"},
    {"FFmpeg", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "sound files"), "GPL-2.0-or-later"},
    {"libsoxr", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "sample rates"), "LGPL-2.1-or-later"},
    {"libebur128", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "loudness"), "MIT"},
    {"PortAudio", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "playback"), "MIT"},
    {"Eigen", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "refinement"), "MPL-2.0"},
    {"nlohmann-json", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "chain files"), "MIT"},
    {"zlib", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "session files"), "Zlib"},
    {"fmt", QT_TRANSLATE_NOOP("stepwise::ui::AboutDialog", "text"), "MIT"},
}};

} // namespace

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("About Stepwise"));
    resize(520, 480);
    auto* icon = new QLabel;
    icon->setPixmap(QApplication::windowIcon().pixmap(64, 64));
    icon->setAlignment(Qt::AlignHCenter);
    auto* text = new QTextBrowser;
    text->setOpenExternalLinks(true);
    text->setAccessibleName(windowTitle());
    QString html =
        tr("<h3>Stepwise %1</h3><p>Teaches sound design one effect at a time. Rack version %2.</p>"
           "<p>Free software under the GNU General Public License, version 3 or later: you may use, study, "
           "share and change it. It comes without any warranty.</p><p>It is built on:</p>")
            .arg(QApplication::applicationVersion(),
                 QString::fromUtf8(effects::kRackVersion.data(), static_cast<qsizetype>(effects::kRackVersion.size())));
    html += "<table cellpadding=\"3\">";
    for (const Component& component : kComponents)
        html += QString("<tr><td><b>%1</b></td><td>%2</td><td>%3</td></tr>")
                    .arg(component.name, tr(component.use), component.licence);
    html += "</table>";
    html += tr("<p>The base: C. Mitcheltree, H. Koike, \"White-box Audio VST Effect Programming\" (2020) and "
               "\"SerumRNN\" (2021).</p>");
    text->setHtml(html);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(icon);
    layout->addWidget(text, 1);
    layout->addWidget(buttons);
}

} // namespace stepwise::ui
