#include <osteon/segmentation/spine_segmenter.hpp>
