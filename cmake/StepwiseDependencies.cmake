# Everything from outside, found once. Each is used behind one small file of ours.

find_package(Threads REQUIRED)

if(STEPWISE_TRAINING_ONLY)
  include(TrainingDependencies)
else()
  find_package(PkgConfig REQUIRED)
  find_package(fmt REQUIRED)
  find_package(nlohmann_json REQUIRED)
  find_package(CLI11 REQUIRED)
  find_package(Eigen3 REQUIRED NO_MODULE)
  find_package(ZLIB REQUIRED)

  pkg_check_modules(SNDFILE REQUIRED IMPORTED_TARGET sndfile)
  pkg_check_modules(SOXR REQUIRED IMPORTED_TARGET soxr)
  pkg_check_modules(FFTW3F REQUIRED IMPORTED_TARGET fftw3f)
  pkg_check_modules(EBUR128 REQUIRED IMPORTED_TARGET libebur128)
  pkg_check_modules(CAIRO REQUIRED IMPORTED_TARGET cairo)
endif()

find_package(Torch REQUIRED)
# PyTorch's wheels were long built with the old ABI of the standard library; everything has to follow.
if(TORCH_CXX_FLAGS MATCHES "ABI=0")
  set(CMAKE_CXX_FLAGS "${CMAKE_CXX_FLAGS} ${TORCH_CXX_FLAGS}")
endif()

if(STEPWISE_BUILD_APP)
  pkg_check_modules(PORTAUDIO REQUIRED IMPORTED_TARGET portaudio-2.0)
  find_package(Qt6 REQUIRED COMPONENTS Widgets DBus PrintSupport LinguistTools)
  find_package(QCustomPlotQt6 REQUIRED)
endif()
if(STEPWISE_BUILD_TESTS)
  find_package(Qt6 REQUIRED COMPONENTS Test)
endif()
if(STEPWISE_BUILD_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()
