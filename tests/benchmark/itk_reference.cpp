#include "itk_reference.hpp"

#include <itkGDCMImageIO.h>
#include <itkGDCMSeriesFileNames.h>
#include <itkImageSeriesReader.h>
#include <itkSmoothingRecursiveGaussianImageFilter.h>

namespace osteon::benchmark {
namespace {

using Volume = itk::Image<short, 3>;
using Smooth = itk::Image<float, 3>;
Volume::Pointer kept;  // NOLINT: a benchmark's subject lives as long as the program

Volume::Pointer read(const std::string& folder) {
  const auto names = itk::GDCMSeriesFileNames::New();
  names->SetDirectory(folder);
  const auto reader = itk::ImageSeriesReader<Volume>::New();
  const auto io = itk::GDCMImageIO::New();
  reader->SetImageIO(io);
  reader->SetFileNames(names->GetFileNames(names->GetSeriesUIDs().front()));
  reader->Update();
  return reader->GetOutput();
}

}  // namespace

std::size_t itk_read_series(const std::string& folder) {
  return read(folder)->GetLargestPossibleRegion().GetNumberOfPixels();
}

void itk_keep_series(const std::string& folder) { kept = read(folder); }

std::size_t itk_smooth(double sigma_mm) {
  const auto filter = itk::SmoothingRecursiveGaussianImageFilter<Volume, Smooth>::New();
  filter->SetInput(kept);
  filter->SetSigma(sigma_mm);
  filter->Update();
  return filter->GetOutput()->GetLargestPossibleRegion().GetNumberOfPixels();
}

}  // namespace osteon::benchmark
