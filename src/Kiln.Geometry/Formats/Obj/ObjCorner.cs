namespace Kiln.Geometry.Formats.Obj;

/// <summary>One corner of a face: indices from 0 into the file's lists; −1 where the face names none.</summary>
internal readonly record struct ObjCorner(int Position, int TexCoord, int Normal);
