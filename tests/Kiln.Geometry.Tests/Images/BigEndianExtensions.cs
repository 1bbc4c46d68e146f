using System.Buffers.Binary;

namespace Kiln.Geometry.Tests.Images;

internal static class BigEndianExtensions
{
    public static void CopyBigEndianTo(this uint value, Span<byte> target) => BinaryPrimitives.WriteUInt32BigEndian(target, value);
}
