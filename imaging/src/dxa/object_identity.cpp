#include "../dicom/attributes.hpp"
#include "../dicom/patient_attributes.hpp"
#include "../dicom/toolkits.hpp"
#include "../page/fuzzy.hpp"
#include "object_header.hpp"

#include <osteon/imaging/digest.hpp>
#include <osteon/imaging/dxa_object.hpp>

#include <array>
#include <span>

namespace osteon {
namespace {

std::string sha256_of(const void* bytes, std::size_t count) {
  return sha256(std::as_bytes(std::span(static_cast<const char*>(bytes), count)));
}

/// Of the pixels as stored, which a copy under a new identifier keeps, or of an encapsulated document.
std::string picture_digest(DcmDataset& dataset) {
  const Uint8* bytes = nullptr;
  const Uint16* words = nullptr;
  unsigned long count = 0;
  if (dataset.findAndGetUint8Array(DCM_EncapsulatedDocument, bytes, &count).good() && bytes != nullptr)
    return sha256_of(bytes, count);
  if (dataset.findAndGetUint8Array(DCM_PixelData, bytes, &count).good() && bytes != nullptr)
    return sha256_of(bytes, count);
  if (dataset.findAndGetUint16Array(DCM_PixelData, words, &count).good() && words != nullptr)
    return sha256_of(words, 2 * count);
  return {};  // compressed: two encoders may store one picture in two ways
}

std::optional<Side> side_of(DcmDataset& dataset) {
  for (const DcmTagKey& tag :
       {DCM_ProtocolName, DCM_SeriesDescription, DCM_Laterality, DCM_ImageLaterality}) {
    const std::string text = page::upper_case(dicom::text_of(dataset, tag));
    const bool left = page::holds_word(text, "LEFT", 0) || text == "L";
    const bool right = page::holds_word(text, "RIGHT", 0) || text == "R";
    if (left != right) return left ? Side::left : Side::right;
  }
  return std::nullopt;
}

struct Kind {
  Uint16 group, element;
  const char* creator;
  const char* name;
};
constexpr std::array kBlobs = {Kind{0x7003, 0x02, "GEMS_LUNAR_RAW", "GE enCORE file"},
                               Kind{0x0023, 0x02, "HOLOGIC", "Hologic P file"},
                               Kind{0x0023, 0x04, "HOLOGIC", "Hologic R file"}};

/// A private block is where its creator says: (gggg,00cc) holds the name, (gggg,ccxx) the elements.
std::vector<ProprietaryBlob> blobs_of(DcmDataset& dataset) {
  std::vector<ProprietaryBlob> blobs;
  for (const Kind& kind : kBlobs)
    for (Uint16 block = 0x10; block <= 0xFF; ++block) {
      const std::string creator = page::upper_case(dicom::text_of(dataset, DcmTagKey(kind.group, block)));
      if (creator != kind.creator) continue;
      DcmElement* element = nullptr;
      const DcmTagKey key(kind.group, static_cast<Uint16>(block << 8 | kind.element));
      if (dataset.findAndGetElement(key, element).good() && element != nullptr && element->getLength() > 0)
        blobs.push_back({kind.name, element->getLength()});
    }
  return blobs;
}

}  // namespace

DxaObject describe_dxa_object(const std::filesystem::path& file) {
  prepare_toolkits();
  DxaObject object;
  DcmFileFormat format;
  if (format.loadFile(file.c_str()).bad()) return object;
  DcmDataset& dataset = *format.getDataset();
  object.uid = dicom::text_of(dataset, DCM_SOPInstanceUID);
  object.study_uid = dicom::text_of(dataset, DCM_StudyInstanceUID);
  const std::string patient = dicom::text_of(dataset, DCM_PatientID);
  if (!patient.empty()) {
    const std::string key = patient + "\n" + dicom::text_of(dataset, DCM_IssuerOfPatientID);
    object.patient_sha256 = sha256_of(key.data(), key.size());
  }
  object.patient = patient_of(dataset);
  object.patient.id.clear();
  object.picture_sha256 = picture_digest(dataset);
  object.protocol_side = side_of(dataset);
  object.date = dxa::header_of(dataset).exam_date;
  object.blobs = blobs_of(dataset);
  return object;
}

}  // namespace osteon
