// Golden section search (Kiefer, "Sequential minimax search for a maximum", 1953).
#pragma once

namespace stepwise::models {

/// Where a function with one minimum between the two ends is lowest, to within `tolerance`.
template <class Function>
double lowestBetween(double low, double high, double tolerance, const Function& function) {
    constexpr double kGolden = 0.6180339887498949;
    while (high - low > tolerance) {
        const double a = high - kGolden * (high - low);
        const double b = low + kGolden * (high - low);
        if (function(a) < function(b))
            high = b;
        else
            low = a;
    }
    return 0.5 * (low + high);
}

} // namespace stepwise::models
