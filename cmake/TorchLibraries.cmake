# libtorch without its own CMake package: that of a PyTorch wheel with CUDA refuses machines without nvcc, which only
# those who compile kernels need. Found beside the wheel's package by CMAKE_PREFIX_PATH, or installed by the system.
# Sets TORCH_INCLUDE_DIRS, TORCH_LIBRARIES and TORCH_CXX_FLAGS as find_package(Torch) does.

find_path(TORCH_INCLUDE_DIR torch/csrc/api/include/torch/torch.h PATHS ${CMAKE_PREFIX_PATH} PATH_SUFFIXES ../../include
  NO_DEFAULT_PATH)
find_path(TORCH_INCLUDE_DIR torch/csrc/api/include/torch/torch.h REQUIRED)
get_filename_component(TORCH_INCLUDE_DIR ${TORCH_INCLUDE_DIR} REALPATH)
set(TORCH_INCLUDE_DIRS ${TORCH_INCLUDE_DIR} ${TORCH_INCLUDE_DIR}/torch/csrc/api/include)

set(TORCH_LIBRARIES "")
foreach(library torch torch_cpu c10)
  find_library(TORCH_${library}_LIBRARY ${library} PATHS ${CMAKE_PREFIX_PATH} PATH_SUFFIXES ../../lib NO_DEFAULT_PATH)
  find_library(TORCH_${library}_LIBRARY ${library} REQUIRED)
  list(APPEND TORCH_LIBRARIES ${TORCH_${library}_LIBRARY})
endforeach()
get_filename_component(torch_folder ${TORCH_torch_LIBRARY} DIRECTORY)
# Nothing calls it by name: it announces itself when it is loaded.
find_library(TORCH_torch_cuda_LIBRARY torch_cuda PATHS ${torch_folder} NO_DEFAULT_PATH)
if(TORCH_torch_cuda_LIBRARY)
  list(APPEND TORCH_LIBRARIES -Wl,--push-state,--no-as-needed ${TORCH_torch_cuda_LIBRARY} -Wl,--pop-state)
endif()

find_file(TORCH_CONFIG TorchConfig.cmake PATH_SUFFIXES Torch share/cmake/Torch)
set(TORCH_CXX_FLAGS "")
if(TORCH_CONFIG)
  file(STRINGS ${TORCH_CONFIG} TORCH_CXX_FLAGS REGEX "_GLIBCXX_USE_CXX11_ABI=0")
  if(TORCH_CXX_FLAGS)
    set(TORCH_CXX_FLAGS -D_GLIBCXX_USE_CXX11_ABI=0)
  endif()
endif()
message(STATUS "libtorch: ${TORCH_torch_LIBRARY}")
