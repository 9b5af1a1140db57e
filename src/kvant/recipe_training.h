// SPDX-License-Identifier: Apache-2.0
// The parts of a recipe that say how a model is trained: [compile] and [fit].
#pragma once

#include "kvant/recipe_file.h"
#include "kvant/recipe_section.h"

namespace kvant::recipes {

CompilePart read_compile(Section section);
FitPart read_fit(Section section);

}  // namespace kvant::recipes
