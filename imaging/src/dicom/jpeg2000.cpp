#include "jpeg2000.hpp"

#include <gdcmByteValue.h>
#include <gdcmDataElement.h>
#include <gdcmFragment.h>
#include <gdcmJPEG2000Codec.h>
#include <gdcmSequenceOfFragments.h>

#include <cstring>

namespace osteon {

std::optional<std::vector<std::byte>> decode_jpeg2000(const std::vector<std::byte>& codestream, int rows,
                                                      int columns, int bits_allocated, int bits_stored,
                                                      int high_bit, bool is_signed) {
  try {
    gdcm::Fragment fragment;
    fragment.SetByteValue(reinterpret_cast<const char*>(codestream.data()),
                          gdcm::VL(static_cast<std::uint32_t>(codestream.size())));
    auto* sequence = new gdcm::SequenceOfFragments;  // counted by reference; the element below owns it
    sequence->AddFragment(fragment);
    gdcm::DataElement in(gdcm::Tag(0x7fe0, 0x0010)), out;
    in.SetVR(gdcm::VR::OB);
    in.SetValue(*sequence);
    gdcm::JPEG2000Codec codec;
    const auto bits = [](int n) { return static_cast<unsigned short>(n); };
    codec.SetPixelFormat(
        gdcm::PixelFormat(1, bits(bits_allocated), bits(bits_stored), bits(high_bit), is_signed ? 1 : 0));
    codec.SetPhotometricInterpretation(gdcm::PhotometricInterpretation::MONOCHROME2);
    codec.SetPlanarConfiguration(0);
    codec.SetNumberOfDimensions(2);
    const unsigned dimensions[3] = {static_cast<unsigned>(columns), static_cast<unsigned>(rows), 1};
    codec.SetDimensions(dimensions);
    if (!codec.Decode(in, out)) return std::nullopt;
    const gdcm::ByteValue* value = out.GetByteValue();
    if (value == nullptr) return std::nullopt;
    std::vector<std::byte> bytes(value->GetLength());
    std::memcpy(bytes.data(), value->GetPointer(), bytes.size());
    return bytes;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace osteon
