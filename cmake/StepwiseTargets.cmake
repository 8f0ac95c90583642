# One library per folder. Each gets an include root of its own that shows that folder alone, so that including a header
# of a folder one does not link fails to build: the dependencies of the design are enforced, not agreed upon.

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(project_warnings INTERFACE)
target_compile_options(project_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor
  -Wno-missing-field-initializers # fields left out of designated initialisers take their default
 
  $<$<BOOL:${STEPWISE_WARNINGS_AS_ERRORS}>:-Werror>)
if(STEPWISE_SANITIZE)
  # A report ends the program, so that no test passes in spite of it.
  add_compile_options(-fsanitize=${STEPWISE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${STEPWISE_SANITIZE})
endif()

# The include root of a folder: a folder in the build tree with one link, NAME -> source/NAME.
function(stepwise_include_root target name)
  set(root ${CMAKE_BINARY_DIR}/include_roots/${name})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${name} ${root}/${name} SYMBOLIC)
  target_include_directories(${target} PUBLIC ${root})
endfunction()

# stepwise_add_library(NAME SOURCES ...): the library stepwise_NAME of folder NAME.
function(stepwise_add_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
  add_library(stepwise_${name} STATIC ${ARG_SOURCES})
  stepwise_include_root(stepwise_${name} ${name})
  target_link_libraries(stepwise_${name} PRIVATE project_warnings)
endfunction()
