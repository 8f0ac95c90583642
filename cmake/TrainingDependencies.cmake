# For machines with nothing but a compiler, a PyTorch wheel and FFTW: all else is headers, found by CMAKE_PREFIX_PATH.
# They get the names that the usual packages have.

function(stepwise_header_library target header)
  string(MAKE_C_IDENTIFIER ${target}_INCLUDE variable)
  find_path(${variable} ${header} PATH_SUFFIXES eigen3 REQUIRED)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} INTERFACE ${${variable}})
endfunction()

stepwise_header_library(fmt::fmt fmt/format.h)
target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY)
stepwise_header_library(nlohmann_json::nlohmann_json nlohmann/json.hpp)
stepwise_header_library(CLI11::CLI11 CLI/CLI.hpp)
stepwise_header_library(Eigen3::Eigen Eigen/Dense)

stepwise_header_library(PkgConfig::FFTW3F fftw3.h)
find_library(FFTW3F_LIBRARY fftw3f REQUIRED)
target_link_libraries(PkgConfig::FFTW3F INTERFACE ${FFTW3F_LIBRARY})
