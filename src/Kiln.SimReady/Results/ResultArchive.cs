using System.IO.Compression;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Results;

/// <summary>
/// The ZIP of a conversion's outputs: entries in ordinal order, one fixed time stamp, so that the same outputs give the same
/// bytes. It is written forward only and streams: at no time is more than a buffer of any entry in memory.
/// </summary>
public static class ResultArchive
{
    // The first moment that the ZIP format can express.
    private static readonly DateTimeOffset FixedTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether an artifact goes into the ZIP of a format.</summary>
    /// <param name="artifactName">The artifact's name.</param>
    /// <param name="role">The artifact's role; the MJCF package, being the same files again, never goes in.</param>
    /// <param name="format">Which ZIP.</param>
    /// <param name="path">The entry's path in the ZIP.</param>
    public static bool TryGetEntryPath(string artifactName, ArtifactRole role, ResultFormat format, out string path)
    {
        ArgumentNullException.ThrowIfNull(artifactName);
        path = artifactName.StartsWith(ArtifactNames.OutputPrefix, StringComparison.Ordinal)
            ? artifactName[ArtifactNames.OutputPrefix.Length..]
            : "";
        return path.Length > 0 && role switch
        {
            ArtifactRole.Usd or ArtifactRole.UsdTexture or ArtifactRole.Usdz => format is ResultFormat.Usd or ResultFormat.All,
            ArtifactRole.Mjcf => format is ResultFormat.Mjcf or ResultFormat.All,
            ArtifactRole.Report => format is ResultFormat.All,
            _ => false,
        };
    }

    /// <summary>Writes the ZIP.</summary>
    /// <param name="destination">Written forward only; left open.</param>
    /// <param name="entries">The files, in any order, with distinct paths.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task WriteAsync(
        Stream destination, IEnumerable<ResultEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ZipArchive archive = await OpenAsync(destination, cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            foreach (ResultEntry entry in entries.OrderBy(entry => entry.Path, StringComparer.Ordinal))
            {
                await AddAsync(archive, entry, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes the ZIP of files that are found while it is written.</summary>
    /// <param name="destination">Written forward only; left open.</param>
    /// <param name="entries">The files, in the order of the ZIP, with distinct paths.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task WriteAsync(
        Stream destination, IAsyncEnumerable<ResultEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ZipArchive archive = await OpenAsync(destination, cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            await foreach (ResultEntry entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await AddAsync(archive, entry, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes a ZIP of files that are in memory.</summary>
    internal static byte[] Write(IEnumerable<(string Path, ReadOnlyMemory<byte> Content)> entries)
    {
        using MemoryStream destination = new();
        using (ZipArchive archive = new(destination, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string path, ReadOnlyMemory<byte> content) in entries.OrderBy(entry => entry.Path, StringComparer.Ordinal))
            {
                using Stream target = Create(archive, path).Open();
                target.Write(content.Span);
            }
        }

        return destination.ToArray();
    }

    private static Task<ZipArchive> OpenAsync(Stream destination, CancellationToken cancellationToken) =>
        ZipArchive.CreateAsync(destination, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);

    private static async Task AddAsync(ZipArchive archive, ResultEntry entry, CancellationToken cancellationToken)
    {
        Stream source = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            Stream target = await Create(archive, entry.Path).OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (target.ConfigureAwait(false))
            {
                await source.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static ZipArchiveEntry Create(ZipArchive archive, string path)
    {
        // Images are compressed already; deflating them again costs time and saves nothing.
        bool stored = path.EndsWith(".png", StringComparison.Ordinal)
            || path.EndsWith(".jpg", StringComparison.Ordinal)
            || path.EndsWith(".usdz", StringComparison.Ordinal);
        ZipArchiveEntry entry = archive.CreateEntry(path, stored ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
        entry.LastWriteTime = FixedTime;
        return entry;
    }
}
