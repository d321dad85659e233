# The pages of docs/ that the program writes are those it writes now. Run as: cmake -D OSTEON=<program> -D DOCS=<folder> -P pages.cmake

foreach(page rules coverage)
  execute_process(COMMAND ${OSTEON} risk --${page} OUTPUT_VARIABLE written RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(SEND_ERROR "osteon risk --${page} ended with ${result}")
  endif()
  file(READ ${DOCS}/risk-${page}.md kept)
  if(NOT written STREQUAL kept)
    message(SEND_ERROR "docs/risk-${page}.md is old: osteon risk --${page} > docs/risk-${page}.md")
  endif()
endforeach()
