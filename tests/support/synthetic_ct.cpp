#include "synthetic_ct.hpp"

#include <Eigen/Geometry>
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dcrlerp.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <gdcmByteValue.h>
#include <gdcmDataElement.h>
#include <gdcmJPEG2000Codec.h>
#include <gdcmSequenceOfFragments.h>

#include <atomic>
#include <charls/charls.h>
#include <cmath>
#include <cstdint>
#include <mutex>
#include <numbers>
#include <stdexcept>
#include <unistd.h>

namespace osteon::testing {
namespace {

std::string text(std::initializer_list<double> values) {
  std::string joined;
  for (double v : values) {
    std::array<char, 32> one{};
    std::snprintf(one.data(), one.size(), "%.8g", v);
    joined += (joined.empty() ? "" : "\\") + std::string(one.data());
  }
  return joined;
}

std::string text(const Eigen::Vector3d& v) { return text({v.x(), v.y(), v.z()}); }

void put(DcmItem& item, const DcmTagKey& tag, const std::string& value) {
  item.putAndInsertString(tag, value.c_str());
}

Eigen::Vector3d slice_position(const SyntheticCt& ct, int k) {
  const Eigen::Vector3d normal = ct.row.cross(ct.column);
  const double along = k * ct.slice_spacing_mm;
  return ct.origin_mm + along * normal + along * std::tan(ct.tilt_deg * std::numbers::pi / 180) * ct.column;
}

std::vector<Uint16> stored_slice(const SyntheticCt& ct, int k) {
  std::vector<Uint16> stored;
  for (int j = 0; j < ct.rows; ++j)
    for (int i = 0; i < ct.columns; ++i) {
      const double value = std::round((planted_hu(place_of(ct, i, j, k)) - ct.intercept) / ct.slope);
      stored.push_back(static_cast<Uint16>(static_cast<std::int32_t>(value) & ((1 << ct.bits_stored) - 1)));
    }
  return stored;
}

void describe(DcmDataset& d, const SyntheticCt& ct, const char* sop_class, const std::string& instance) {
  put(d, DCM_SOPClassUID, sop_class);
  put(d, DCM_SOPInstanceUID, instance);
  put(d, DCM_StudyInstanceUID, "1.2.826.0.1.3680043.8.498.1");
  put(d, DCM_SeriesInstanceUID, ct.series_uid);
  put(d, DCM_Modality, "CT");
  put(d, DCM_ImageType, "ORIGINAL\\PRIMARY\\AXIAL");
  put(d, DCM_PatientID, "synthetic");
  put(d, DCM_PatientName, "Secret^Name");
  put(d, DCM_PatientSex, "F");
  put(d, DCM_PatientAge, "071Y");
  put(d, DCM_KVP, "120");
  d.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(ct.rows));
  d.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(ct.columns));
  d.putAndInsertUint16(DCM_SamplesPerPixel, 1);
  put(d, DCM_PhotometricInterpretation, "MONOCHROME2");
  d.putAndInsertUint16(DCM_BitsAllocated, 16);
  d.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(ct.bits_stored));
  d.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(ct.bits_stored - 1));
  d.putAndInsertUint16(DCM_PixelRepresentation, ct.is_signed ? 1 : 0);
}

void register_encoders() {
  static std::once_flag once;
  std::call_once(once, [] {
    DcmRLEEncoderRegistration::registerCodecs();
    DJEncoderRegistration::registerCodecs();
  });
}

std::vector<Uint8> encoded(const DcmDataset& dataset, const std::vector<Uint16>& pixels,
                           E_TransferSyntax syntax) {
  const auto number = [&](const DcmTagKey& tag) {
    Uint16 value = 0;
    const_cast<DcmDataset&>(dataset).findAndGetUint16(tag, value);
    return value;
  };
  if (syntax == EXS_JPEGLSLossless) {
    charls::jpegls_encoder encoder;
    encoder.frame_info({number(DCM_Columns), number(DCM_Rows), 16, 1});
    std::vector<Uint8> stream(encoder.estimated_destination_size());
    encoder.destination(stream);
    stream.resize(encoder.encode(pixels.data(), 2 * pixels.size()));
    return stream;
  }
  gdcm::JPEG2000Codec codec;
  codec.SetReversible(true);
  codec.SetPixelFormat(
      gdcm::PixelFormat(1, 16, number(DCM_BitsStored), number(DCM_HighBit), number(DCM_PixelRepresentation)));
  codec.SetPhotometricInterpretation(gdcm::PhotometricInterpretation::MONOCHROME2);
  codec.SetNumberOfDimensions(2);
  const unsigned size[3] = {number(DCM_Columns), number(DCM_Rows), 1};
  codec.SetDimensions(size);
  gdcm::DataElement in(gdcm::Tag(0x7fe0, 0x0010)), out;
  in.SetByteValue(reinterpret_cast<const char*>(pixels.data()),
                  gdcm::VL(static_cast<unsigned>(2 * pixels.size())));
  if (!codec.Code(in, out)) throw std::runtime_error("JPEG 2000 encoder failed");
  const gdcm::ByteValue* value = out.GetSequenceOfFragments()->GetFragment(0).GetByteValue();
  return {value->GetPointer(), value->GetPointer() + value->GetLength()};
}

/// Replaces the pixels by one fragment of a codestream that DCMTK itself cannot (safely) write.
void encapsulate(DcmDataset& dataset, E_TransferSyntax syntax) {
  const Uint16* stored = nullptr;
  unsigned long count = 0;
  dataset.findAndGetUint16Array(DCM_PixelData, stored, &count);
  auto bytes = encoded(dataset, {stored, stored + count}, syntax);
  bytes.resize(bytes.size() + bytes.size() % 2);
  auto* sequence = new DcmPixelSequence(DCM_PixelSequenceTag);
  sequence->insert(new DcmPixelItem(DCM_PixelItemTag));  // an empty offset table
  auto* fragment = new DcmPixelItem(DCM_PixelItemTag);
  fragment->putUint8Array(bytes.data(), bytes.size());
  sequence->insert(fragment);
  auto* pixels = new DcmPixelData(DCM_PixelData);
  pixels->putOriginalRepresentation(syntax, nullptr, sequence);
  dataset.insert(pixels, OFTrue);
}

void save(DcmFileFormat& format, E_TransferSyntax syntax, const std::filesystem::path& file) {
  register_encoders();
  const DcmXfer transfer(syntax);
  if (syntax == EXS_JPEGLSLossless || syntax == EXS_JPEG2000LosslessOnly) {
    encapsulate(*format.getDataset(), syntax);
  } else if (transfer.isEncapsulated()) {
    const DcmRLERepresentationParameter rle;
    const DJ_RPLossless jpeg;
    const DJ_RPLossy lossy(95);
    const DcmRepresentationParameter* parameter = &jpeg;
    if (syntax == EXS_RLELossless) parameter = &rle;
    if (syntax == EXS_JPEGProcess2_4 || syntax == EXS_JPEGProcess1) parameter = &lossy;
    if (format.getDataset()->chooseRepresentation(syntax, parameter).bad())
      throw std::runtime_error("encoder failed");
  }
  if (format.saveFile(file.c_str(), syntax).bad()) throw std::runtime_error("cannot write " + file.string());
}

E_TransferSyntax syntax_of(const SyntheticCt& ct) {
  return ct.transfer_syntax == 0 ? EXS_LittleEndianExplicit
                                 : static_cast<E_TransferSyntax>(ct.transfer_syntax);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  static std::atomic<int> count{0};
  path_ = std::filesystem::temp_directory_path() /
          ("osteon-test-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
  std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

double planted_hu(const Eigen::Vector3d& place_mm) {
  return 2130.0 + 30.0 * place_mm.x() - 20.0 * place_mm.y() + 4.0 * place_mm.z();
}

Eigen::Vector3d place_of(const SyntheticCt& ct, int i, int j, int k) {
  return slice_position(ct, k) + i * ct.column_spacing_mm * ct.row + j * ct.row_spacing_mm * ct.column;
}

std::vector<std::filesystem::path> write_ct(const SyntheticCt& ct, const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (int k = 0; k < ct.slices; ++k) {
    DcmFileFormat format;
    DcmDataset& d = *format.getDataset();
    describe(d, ct, UID_CTImageStorage, ct.series_uid + "." + std::to_string(k + 1));
    put(d, DCM_InstanceNumber, std::to_string(k + 1));
    put(d, DCM_ImagePositionPatient, text(slice_position(ct, k)));
    put(d, DCM_ImageOrientationPatient, text(ct.row) + "\\" + text(ct.column));
    put(d, DCM_PixelSpacing, text({ct.row_spacing_mm, ct.column_spacing_mm}));
    put(d, DCM_RescaleSlope, text({ct.slope}));
    put(d, DCM_RescaleIntercept, text({ct.intercept}));
    const auto stored = stored_slice(ct, k);
    d.putAndInsertUint16Array(DCM_PixelData, stored.data(), stored.size());
    if (ct.change && !ct.change(d, k)) continue;
    files.push_back(folder / ("slice" + std::to_string(100 + k) + ct.suffix));
    save(format, syntax_of(ct), files.back());
  }
  return files;
}

std::filesystem::path write_enhanced_ct(const SyntheticCt& ct, const std::filesystem::path& folder) {
  DcmFileFormat format;
  DcmDataset& d = *format.getDataset();
  describe(d, ct, UID_EnhancedCTImageStorage, ct.series_uid + ".1");
  put(d, DCM_NumberOfFrames, std::to_string(ct.slices));
  DcmItem *shared = nullptr, *item = nullptr;
  d.findOrCreateSequenceItem(DCM_SharedFunctionalGroupsSequence, shared, 0);
  shared->findOrCreateSequenceItem(DCM_PixelMeasuresSequence, item, 0);
  put(*item, DCM_PixelSpacing, text({ct.row_spacing_mm, ct.column_spacing_mm}));
  shared->findOrCreateSequenceItem(DCM_PlaneOrientationSequence, item, 0);
  put(*item, DCM_ImageOrientationPatient, text(ct.row) + "\\" + text(ct.column));
  shared->findOrCreateSequenceItem(DCM_PixelValueTransformationSequence, item, 0);
  put(*item, DCM_RescaleSlope, text({ct.slope}));
  put(*item, DCM_RescaleIntercept, text({ct.intercept}));
  put(*item, DCM_RescaleType, "HU");
  std::vector<Uint16> stored;
  for (int n = 0; n < ct.slices; ++n) {
    const int k = (n * 4) % ct.slices;  // frames in no spatial order
    DcmItem* frame = nullptr;
    d.findOrCreateSequenceItem(DCM_PerFrameFunctionalGroupsSequence, frame, -2);
    frame->findOrCreateSequenceItem(DCM_PlanePositionSequence, item, 0);
    put(*item, DCM_ImagePositionPatient, text(slice_position(ct, k)));
    const auto slice = stored_slice(ct, k);
    stored.insert(stored.end(), slice.begin(), slice.end());
  }
  d.putAndInsertUint16Array(DCM_PixelData, stored.data(), stored.size());
  if (ct.change) ct.change(d, 0);
  const auto file = folder / "enhanced.dcm";
  save(format, syntax_of(ct), file);
  return file;
}

}  // namespace osteon::testing
