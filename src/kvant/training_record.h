// SPDX-License-Identifier: Apache-2.0
// Between a compiled model and what its file keeps of the training.
//
// The optimizer's variables in Keras 3's order: iteration (int64), learning_rate (float32; not with a schedule), then
// of each trained variable, in the order of layers, Adam: momentum, velocity; SGD: momentum, where it has one; RMSprop:
// of all velocity, then of all momentum, then of all average_gradient, where it has them.
#pragma once

#include "formats/keras/saved_layers.h"
#include "formats/keras/saved_training.h"
#include "kvant/model_impl.h"

#include <span>

namespace kvant {

/// Of a compiled model that is built.
formats::SavedTraining training_to_save(const Model::Impl& model);

/// Compiles the model as the file tells and puts the optimizer where it was. layers: in the file's order. Throws Error
/// for what kvant has not, or a state that does not fit; the model is then not compiled.
void take_training(Model::Impl& model, const formats::SavedTraining& training,
                   std::span<const formats::SavedLayer> layers);

}  // namespace kvant
