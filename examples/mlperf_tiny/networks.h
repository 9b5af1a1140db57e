// SPDX-License-Identifier: Apache-2.0
// The five networks of MLPerf Tiny, layer by layer, with weights drawn from kvant::set_seed.
#pragma once

#include <kvant/model.h>
#include <kvant/sequential.h>

#include <string>
#include <vector>

namespace mlperf_tiny {

/// DS-CNN: hears one of 12 words in spectrograms [49, 10, 1].
kvant::Model keyword_spotting();
/// ResNet-8: one of 10 classes for pictures [32, 32, 3].
kvant::Model image_classification();
/// MobileNetV1 of a quarter's width: whether somebody is in the picture [96, 96, 3].
kvant::Model visual_wake_words();
/// An autoencoder of spectra [640]: what it cannot repeat is an anomaly.
kvant::Model anomaly_detection();
/// Three classes of sound in a stream of features [30, 1, 40].
kvant::Model streaming_wake_word();

/// How MLPerf Tiny trains it.
struct Network {
  std::string name;  ///< kws, ic, vww, ad or sww
  kvant::Model (*build)();
  std::string loss;
  std::int64_t batch_size = 0;
};
const std::vector<Network>& networks();

}  // namespace mlperf_tiny
