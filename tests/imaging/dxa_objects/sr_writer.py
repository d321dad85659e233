"""Writes structured reports and captures with pydicom, which shares no code with the reader. All persons are made up."""
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

ENHANCED_SR = "1.2.840.10008.5.1.4.1.1.88.22"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
ROOT = "1.2.826.0.1.3680043.10.1527."


def code(value, meaning, scheme="99OSTEON"):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def item(kind, concept, relation="CONTAINS", children=()):
    content = Dataset()
    content.RelationshipType, content.ValueType = relation, kind
    if concept:
        content.ConceptNameCodeSequence = Sequence([code("121001", concept)])
    if children:
        content.ContentSequence = Sequence(list(children))
    return content


def container(concept, *children):
    content = item("CONTAINER", concept, children=children)
    content.ContinuityOfContent = "SEPARATE"
    return content


def number(concept, value, unit, *children):
    content = item("NUM", concept, children=children)
    measured = Dataset()
    measured.NumericValue = value
    if unit is not None:
        measured.MeasurementUnitsCodeSequence = Sequence([code(unit, unit, "UCUM")])
    content.MeasuredValueSequence = Sequence([measured])
    return content


def coded(concept, meaning, relation="CONTAINS"):
    content = item("CODE", concept, relation)
    content.ConceptCodeSequence = Sequence([code("0", meaning, "SCT")])
    return content


def text(concept, value, relation="CONTAINS"):
    content = item("TEXT", concept, relation)
    content.TextValue = value
    return content


def save(name, syntax, root=None, sop_class=ENHANCED_SR, maker=("GE Healthcare", "Lunar iDXA", "16.20.059"), private=None, header=None,
         pixels=None):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.TransferSyntaxUID = sop_class, syntax
    meta.MediaStorageSOPInstanceUID = ROOT + str(len(name)) + "." + str(sum(name.encode()))
    meta.ImplementationClassUID = ROOT + "1"
    data = FileDataset(name, {}, file_meta=meta, preamble=b"\0" * 128)
    data.is_little_endian, data.is_implicit_VR = True, syntax == ImplicitVRLittleEndian
    data.SOPClassUID, data.SOPInstanceUID = sop_class, meta.MediaStorageSOPInstanceUID
    data.Modality = "SR" if sop_class == ENHANCED_SR else "OT"
    data.Manufacturer, data.ManufacturerModelName, data.SoftwareVersions = maker
    data.PatientID, data.PatientName, data.PatientSex, data.PatientAge = "T1", "Nobody^Made^Up", "F", "067Y"
    data.StudyDate, data.StudyInstanceUID, data.SeriesInstanceUID = "20260304", ROOT + "2", ROOT + "3"
    if root is not None:
        data.ValueType = "CONTAINER"
        data.ConceptNameCodeSequence = Sequence([code("1", "Bone Density Report")])
        data.ContentSequence = Sequence(list(root))
    if private is not None:
        data.private_block(0x0021, "HOLOGIC", create=True).add_new(0x01, "LT", private)
    if pixels is not None:
        data.Rows, data.Columns, data.SamplesPerPixel, data.PhotometricInterpretation = 16, 16, 1, "MONOCHROME2"
        data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 8, 8, 7, 0
        data.PixelData = pixels
    for keyword, value in (header or {}).items():
        setattr(data, keyword, value)
    data.save_as(name + ".dcm", write_like_original=False)
