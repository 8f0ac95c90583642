#include "ui/accessibility.h"

#include "ui/curve_view.h"
#include "ui/knob.h"
#include "ui/level_meter.h"
#include "ui/loop_bar.h"
#include "ui/plotting.h"
#include "ui/sound_card.h"
#include "ui/spectrogram_plot.h"

#include <QAccessibleWidget>

namespace stepwise::ui {

namespace {

/// A dial whose value is what stands below it, with its unit; steps are shares of the whole range.
class AccessibleKnob : public QAccessibleWidget, public QAccessibleValueInterface {
public:
    explicit AccessibleKnob(Knob* knob) : QAccessibleWidget(knob, QAccessible::Dial) {}

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Value ? knob()->valueText() : QAccessibleWidget::text(kind);
    }
    QVariant currentValue() const override { return knob()->normalised(); }
    void setCurrentValue(const QVariant& value) override { knob()->setNormalised(value.toDouble()); }
    QVariant maximumValue() const override { return 1.0; }
    QVariant minimumValue() const override { return 0.0; }
    QVariant minimumStepSize() const override { return 1.0 / kKnobSteps; }

private:
    Knob* knob() const { return static_cast<Knob*>(widget()); }
};

/// Where playback is, in seconds.
class AccessibleLoopBar : public QAccessibleWidget, public QAccessibleValueInterface {
public:
    explicit AccessibleLoopBar(LoopBar* bar) : QAccessibleWidget(bar, QAccessible::Slider) {}

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Value ? bar()->valueText() : QAccessibleWidget::text(kind);
    }
    QVariant currentValue() const override { return bar()->positionSeconds(); }
    void setCurrentValue(const QVariant& value) override { Q_EMIT bar()->moveAsked(value.toDouble()); }
    QVariant maximumValue() const override { return bar()->lengthSeconds(); }
    QVariant minimumValue() const override { return 0.0; }
    QVariant minimumStepSize() const override { return 0.01; }

private:
    LoopBar* bar() const { return static_cast<LoopBar*>(widget()); }
};

/// A card of the timeline: its value is the error line, and pressing it selects the step.
class AccessibleCard : public QAccessibleWidget {
public:
    explicit AccessibleCard(SoundCard* card) : QAccessibleWidget(card, QAccessible::ListItem) {}

    QString text(QAccessible::Text kind) const override {
        const QString cursor = card()->plot()->cursorReadOut();
        if (kind == QAccessible::Name && !cursor.isEmpty())
            return cursor + ". " + QAccessibleWidget::text(kind);
        return kind == QAccessible::Value ? card()->errorText() : QAccessibleWidget::text(kind);
    }
    QAccessible::State state() const override {
        QAccessible::State state = QAccessibleWidget::state();
        state.selectable = true;
        state.selected = card()->property("selected").toBool();
        return state;
    }
    QStringList actionNames() const override { return {pressAction(), setFocusAction()}; }
    void doAction(const QString& name) override {
        if (name == pressAction())
            Q_EMIT card()->clicked();
        else
            QAccessibleWidget::doAction(name);
    }

private:
    SoundCard* card() const { return static_cast<SoundCard*>(widget()); }
};

class AccessibleMeter : public QAccessibleWidget {
public:
    explicit AccessibleMeter(LevelMeter* meter) : QAccessibleWidget(meter, QAccessible::ProgressBar) {}
    QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Value ? static_cast<LevelMeter*>(widget())->valueText()
                                          : QAccessibleWidget::text(kind);
    }
};

QAccessibleInterface* interfaceOf(const QString&, QObject* object) {
    if (auto* knob = qobject_cast<Knob*>(object))
        return new AccessibleKnob(knob);
    if (auto* bar = qobject_cast<LoopBar*>(object))
        return new AccessibleLoopBar(bar);
    if (auto* card = qobject_cast<SoundCard*>(object))
        return new AccessibleCard(card);
    if (auto* meter = qobject_cast<LevelMeter*>(object))
        return new AccessibleMeter(meter);
    if (auto* picture = qobject_cast<SpectrogramPlot*>(object))
        return new QAccessibleWidget(picture, QAccessible::Graphic);
    if (auto* curve = qobject_cast<CurveView*>(object))
        return new QAccessibleWidget(curve, QAccessible::Chart);
    if (auto* plot = qobject_cast<QCustomPlot*>(object))
        return new QAccessibleWidget(plot, QAccessible::Chart);
    return nullptr;
}

} // namespace

void installAccessibility() {
    QAccessible::installFactory(interfaceOf);
}

} // namespace stepwise::ui
