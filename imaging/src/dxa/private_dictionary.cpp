#include "private_dictionary.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <array>

namespace osteon::dxa {
namespace {

struct Element {
  const char* creator;
  Uint16 group, element;
  DcmEVR vr;
  const char* name;
};

// After pydicom's private dictionary (2.3.1, `_private_dict.py`), which names them all.
constexpr std::array kElements = {Element{"GEMS_LUNAR_RAW", 0x7003, 0x01, EVR_ST, "EncoreFileName"},
                                  Element{"GEMS_LUNAR_RAW", 0x7003, 0x02, EVR_OB, "EncoreFileData"},
                                  Element{"GEMS_LUNAR_RAW", 0x7003, 0x03, EVR_UL, "EncoreFileLength"},
                                  Element{"GEMS_LUNAR_RAW", 0x7003, 0x04, EVR_LO, "EncoreFileModifiedTime"},
                                  Element{"HOLOGIC", 0x0011, 0x00, EVR_LO, "HxQuestionnaire"},
                                  Element{"HOLOGIC", 0x0021, 0x01, EVR_LT, "ImageAnalysisDataInXml"},
                                  Element{"HOLOGIC", 0x0023, 0x00, EVR_LO, "EncodingSchemeVersion"},
                                  Element{"HOLOGIC", 0x0023, 0x01, EVR_LO, "PFileName"},
                                  Element{"HOLOGIC", 0x0023, 0x02, EVR_OB, "PFileData"},
                                  Element{"HOLOGIC", 0x0023, 0x03, EVR_UL, "PFileLength"},
                                  Element{"HOLOGIC", 0x0023, 0x04, EVR_OB, "RFileData"},
                                  Element{"HOLOGIC", 0x0023, 0x05, EVR_UL, "RFileLength"}};

void add(DcmDataDictionary& dictionary, const Element& e, const char* creator) {
  dictionary.addEntry(
      new DcmDictEntry(e.group, e.element, DcmVR(e.vr), e.name, 1, 1, "private", OFTrue, creator));
}

}  // namespace

void register_private_elements() {
  DcmDataDictionary& dictionary = dcmDataDict.wrlock();
  for (const Element& e : kElements) {
    add(dictionary, e, e.creator);
    if (e.creator[0] == 'H') add(dictionary, e, "Hologic");  // both spellings are met
  }
  dcmDataDict.wrunlock();
}

}  // namespace osteon::dxa
