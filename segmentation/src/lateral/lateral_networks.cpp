// tests/accuracy compiles this file with other networks: those of the other half of the subjects.
#include "lateral/lateral_networks.hpp"

#include <cstddef>

namespace osteon::lateral {
namespace {

const unsigned char kBody[] = {
#include "lateral_network.inc"
};
const unsigned char kPoints[] = {
#include "lateral_points_network.inc"
};
const unsigned char kPose[] = {
#include "lateral_pose_network.inc"
};

template <std::size_t Size>
cv::dnn::Net read(const unsigned char (&bytes)[Size]) {
  auto network = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(bytes), Size);
  network.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
  return network;
}

}  // namespace

cv::dnn::Net& body_network() {
  thread_local cv::dnn::Net network = read(kBody);
  return network;
}

cv::dnn::Net& points_network() {
  thread_local cv::dnn::Net network = read(kPoints);
  return network;
}

cv::dnn::Net& pose_network() {
  thread_local cv::dnn::Net network = read(kPose);
  return network;
}

cv::Mat scores_of(cv::dnn::Net& network, const cv::Mat1f& picture) {
  // Five scales of two, and planes of four at the last: any count of threads adds in the same order then.
  constexpr int kMultiple = 64;
  const auto padded_to = [](int n) { return (n + kMultiple - 1) / kMultiple * kMultiple; };
  cv::Mat1f padded(padded_to(picture.rows), padded_to(picture.cols), 0.0F);
  picture.copyTo(padded(cv::Rect(0, 0, picture.cols, picture.rows)));
  network.setInput(cv::dnn::blobFromImage(padded));
  return network.forward();
}

}  // namespace osteon::lateral
