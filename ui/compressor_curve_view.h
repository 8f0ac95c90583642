// The compressor's gain over level, a curve a band, and while playing the gain of this moment.
#pragma once

#include "ui/curve_view.h"

#include <vector>

namespace stepwise::ui {

class CompressorCurveView : public CurveView {
    Q_OBJECT

public:
    explicit CompressorCurveView(QWidget* parent = nullptr);

    void setMeters(std::span<const effects::BandMeter> meters) override;

protected:
    void drawCurves(QPainter& painter) override;

private:
    void drawBand(QPainter& painter, int band, bool isMultiband);
    void drawKey(QPainter& painter, const QPointF& place, int band) const;
    void drawMeters(QPainter& painter, bool isMultiband);
    void drawGain(QPainter& painter, const QRectF& track, double gainDb);

    std::vector<effects::BandMeter> meters_;
};

} // namespace stepwise::ui
