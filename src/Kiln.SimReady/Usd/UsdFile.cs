using Kiln.SimReady.Conversion;
using Kiln.SimReady.Usd.Crate;

namespace Kiln.SimReady.Usd;

/// <summary>A <c>.usd</c> file, in either encoding.</summary>
internal static class UsdFile
{
    /// <summary>Writes a layer.</summary>
    public static ReadOnlyMemory<byte> Write(UsdLayer layer, UsdFormat format, CancellationToken cancellationToken = default) =>
        format == UsdFormat.Crate
            ? CrateWriter.Write(layer, cancellationToken)
            : UsdTextWriter.Write(layer, cancellationToken);

    /// <summary>Reads a layer that Kiln wrote; the first bytes tell the encoding.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or not one that Kiln writes.</exception>
    public static UsdLayer Read(ReadOnlyMemory<byte> file, CancellationToken cancellationToken = default) =>
        file.Span.StartsWith(CrateFormat.Magic)
            ? CrateReader.Read(file, cancellationToken)
            : UsdTextReader.Read(file, cancellationToken);
}
