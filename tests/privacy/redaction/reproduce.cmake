# SPDX-License-Identifier: Apache-2.0
file(MAKE_DIRECTORY ${OUT})
execute_process(COMMAND ${TRAIN} ${SOURCE}/tests/privacy/data ${SOURCE}/tests/privacy/redaction/train/reports.txt ${OUT} --quiet
    RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "training failed")
endif()
foreach(file names.bin tagger.bin)
    execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${OUT}/${file} ${SOURCE}/gateway/redact/data/${file}
        RESULT_VARIABLE differs)
    if(differs)
        message(FATAL_ERROR "gateway/redact/data/${file} is not what tests/privacy/redaction/train makes: run it and commit")
    endif()
endforeach()
