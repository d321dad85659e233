"""Writes the maps of areal density that weighable_scan_test.cpp reads, with pydicom and nibabel.

Every map is 12 columns by 9 rows of 0.6 x 1.05 mm; at column x and row y of the display lies 0.1 x + 0.01 y g/cm2.
"""

import pathlib

import nibabel
import numpy
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence

HERE = pathlib.Path(__file__).parent
MAP = numpy.fromfunction(lambda y, x: 0.1 * x + 0.01 * y, (9, 12)).astype("<f4")


def base(sop_class, number, protocol):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = f"1.2.826.0.1.3680043.8.498.77.{number}"
    meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    d = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    d.is_little_endian, d.is_implicit_VR = True, False
    d.SOPClassUID, d.SOPInstanceUID = sop_class, meta.MediaStorageSOPInstanceUID
    d.StudyInstanceUID = f"1.2.826.0.1.3680043.8.498.78.{number}"
    d.SeriesInstanceUID = f"1.2.826.0.1.3680043.8.498.79.{number}"
    d.Manufacturer, d.ManufacturerModelName = "GE Healthcare", "Lunar iDXA"
    d.PatientID, d.PatientName, d.PatientSex, d.PatientAge = "MADE-UP", "Made^Up", "F", "066Y"
    d.ProtocolName = protocol
    d.Rows, d.Columns = MAP.shape
    d.SamplesPerPixel, d.PhotometricInterpretation = 1, "MONOCHROME2"
    return d


def item(**fields):
    d = Dataset()
    for name, value in fields.items():
        setattr(d, name, value)
    return d


def parametric_map():
    d = base("1.2.840.10008.5.1.4.1.1.30", 1, "AP Spine")
    d.Modality, d.ImageType, d.NumberOfFrames = "BMD", ["DERIVED", "PRIMARY"], 1
    d.BitsAllocated = 32
    units = item(CodeValue="g/cm2", CodingSchemeDesignator="UCUM", CodeMeaning="gram per square centimeter")
    mapping = item(LUTLabel="BMD", RealWorldValueSlope=1.0, RealWorldValueIntercept=0.0,
                   MeasurementUnitsCodeSequence=Sequence([units]))
    shared = item(PixelMeasuresSequence=Sequence([item(PixelSpacing=[1.05, 0.6])]),
                  RealWorldValueMappingSequence=Sequence([mapping]))
    d.SharedFunctionalGroupsSequence = Sequence([shared])
    d.add_new(0x7FE00008, "OF", MAP.tobytes())
    d.save_as(HERE / "parametric_map.dcm")


def rescaled():
    d = base("1.2.840.10008.5.1.4.1.1.1", 2, "Right Femur")
    d.Modality = "CR"
    d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 16, 15, 0
    d.PixelSpacing = [1.05, 0.6]
    d.RescaleSlope, d.RescaleIntercept, d.RescaleType = "0.5", "-50", "mg/cm2"
    d.PixelData = numpy.round((1000 * MAP + 50) / 0.5).astype("<u2").tobytes()
    d.save_as(HERE / "rescaled.dcm")


def volume_file():
    # One coronal plane, columns towards the right of the patient, rows towards the head: both against the display.
    data = MAP[::-1, ::-1].T.reshape(12, 1, 9)
    affine = numpy.array([[0.6, 0, 0, -3], [0, 5, 0, 7], [0, 0, 1.05, 11], [0, 0, 0, 1.0]])
    image = nibabel.Nifti1Image(numpy.ascontiguousarray(data), affine)
    image.header.set_xyzt_units("mm")
    nibabel.save(image, HERE / "map.nii")


parametric_map()
rescaled()
volume_file()
