// SPDX-License-Identifier: Apache-2.0
// All of kvant.
#pragma once

#include <kvant/augmentations.h>
#include <kvant/bundle.h>
#include <kvant/callbacks.h>
#include <kvant/columns.h>
#include <kvant/converter.h>
#include <kvant/data.h>
#include <kvant/data_source.h>
#include <kvant/describe_samples.h>
#include <kvant/expect.h>
#include <kvant/export.h>
#include <kvant/files.h>
#include <kvant/history.h>
#include <kvant/image_dataset.h>
#include <kvant/inspect.h>
#include <kvant/interpreter.h>
#include <kvant/layers.h>
#include <kvant/load_model.h>
#include <kvant/model.h>
#include <kvant/model_kind.h>
#include <kvant/model_page.h>
#include <kvant/open_data.h>
#include <kvant/optimizers.h>
#include <kvant/random.h>
#include <kvant/recipe.h>
#include <kvant/report.h>
#include <kvant/scores.h>
#include <kvant/sequential.h>
#include <kvant/supported.h>
#include <kvant/types/array.h>
#include <kvant/types/error.h>
#include <kvant/verify.h>
