// SPDX-License-Identifier: Apache-2.0
// What every example does with a reading between 0 and 1: it asks the model and prints question and answers.
#pragma once

#include "export/project.h"

namespace kvant::exporting {

/// Statements of the platform that print a number, one a line; {} stands for an expression of type float.
struct PrintStatements {
  const char* first;  ///< at the beginning of a line
  const char* next;   ///< behind another number
  const char* end;    ///< of the line
};

/// Sets the words "includes" and "globals", which may be empty, and "ask": statements around a variable
/// "const float reading", in C++11. A model of one number in and one out is asked by predict(); others see the last
/// readings, the newest last.
void set_example(Project& project, const PrintStatements& print);

}  // namespace kvant::exporting
