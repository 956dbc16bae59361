// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace earshot::flow {

// Flesch-Kincaid grade (Kincaid et al., 1975) of English text: school years that a reader needs. Syllables are counted
// by groups of vowels, so it is a guide to the half grade, not a measurement. 0 for a text without words.
double reading_grade(std::string_view text);

}  // namespace earshot::flow
