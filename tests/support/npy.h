// Reads little-endian float32 arrays in NumPy's .npy format, version 1.
#pragma once

#include <cstdint>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace stepwise::test {

inline std::vector<float> readNpy(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    char preamble[10] = {};
    stream.read(preamble, sizeof(preamble));
    if (!stream || std::memcmp(preamble, "\x93NUMPY\x01", 7) != 0)
        throw std::runtime_error(path + " is no .npy file");
    std::uint16_t headerBytes = 0;
    std::memcpy(&headerBytes, preamble + 8, sizeof(headerBytes));
    std::string header(headerBytes, ' ');
    stream.read(header.data(), headerBytes);
    if (header.find("'<f4'") == std::string::npos || header.find("'fortran_order': False") == std::string::npos)
        throw std::runtime_error(path + " is not float32 in C order");
    std::vector<float> values;
    float value = 0.0F;
    while (stream.read(reinterpret_cast<char*>(&value), sizeof(value)))
        values.push_back(value);
    return values;
}

} // namespace stepwise::test
