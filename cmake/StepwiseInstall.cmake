# cmake --install, and packages by CPack: cpack -G DEB in the build folder.

include(GNUInstallDirs)

install(TARGETS stepwise-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# core/asset_folder looks here, relative to the program.
foreach(folder IN ITEMS demos icons models)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/assets/${folder} DESTINATION share/stepwise/assets)
endforeach()
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR}) # the README's pictures
if(STEPWISE_BUILD_APP)
  install(TARGETS stepwise RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(FILES ${CMAKE_SOURCE_DIR}/assets/desktop/stepwise.desktop DESTINATION share/applications)
  install(FILES ${CMAKE_SOURCE_DIR}/assets/desktop/stepwise.metainfo.xml DESTINATION share/metainfo)
  install(FILES ${CMAKE_SOURCE_DIR}/assets/desktop/stepwise-mime.xml DESTINATION share/mime/packages)
  install(FILES ${CMAKE_SOURCE_DIR}/assets/icons/stepwise.svg DESTINATION share/icons/hicolor/scalable/apps)
  foreach(size IN ITEMS 32 64 128 256)
    install(FILES ${CMAKE_SOURCE_DIR}/assets/icons/stepwise-${size}.png
      DESTINATION share/icons/hicolor/${size}x${size}/apps RENAME stepwise.png)
  endforeach()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME stepwise)
set(CPACK_PACKAGE_VENDOR "The Stepwise developers")
set(CPACK_PACKAGE_CONTACT "The Stepwise developers <stepwise@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Learn sound design one effect at a time")
set(CPACK_PACKAGE_DESCRIPTION
  "Give Stepwise a dry sound and a sound you want. It says which effect to add next and how to set it, and shows what that does as a row of spectrograms.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
if(STEPWISE_BUILD_APP)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS qt6-qpa-plugins) # loaded at run time, so no library names it
endif()
include(CPack)
