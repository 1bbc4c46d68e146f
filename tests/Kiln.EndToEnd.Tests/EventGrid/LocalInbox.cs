using System.Buffers.Binary;
using System.Text;

namespace Kiln.EndToEnd.Tests.EventGrid;

/// <summary>Puts files into the local content store as another party would: in the form that its own documentation gives.</summary>
internal static class LocalInbox
{
    /// <summary>Writes a file below <c>{organisation}/inbox/</c> of the inputs and answers the ETag of its version.</summary>
    public static string Put(string dataDirectory, string name, byte[] content)
    {
        string path = Path.Combine(dataDirectory, "content", "inputs", name + "@");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] type = Encoding.UTF8.GetBytes("application/octet-stream");
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)type.Length);
        string aside = path + ".new";
        File.WriteAllBytes(aside, [.. content, .. type, .. length, .. "KILN\u0001\n"u8]);
        File.Move(aside, path, overwrite: true);
        return $"{File.GetLastWriteTimeUtc(path).Ticks:x}-{content.Length:x}";
    }
}
