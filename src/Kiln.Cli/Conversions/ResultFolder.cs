using System.IO.Compression;
using Kiln.Client;
using Kiln.Client.Conversions;

namespace Kiln.Cli.Conversions;

/// <summary>Downloads the outputs of a conversion and unpacks them.</summary>
internal static class ResultFolder
{
    /// <summary>
    /// Fills a directory with <c>usd/BASE/</c>, <c>mjcf/BASE/</c>, <c>report.json</c> and <c>BASE.glb</c>. Everything is
    /// complete on disk before the first name changes, and outputs of an earlier run of the same name are replaced whole.
    /// </summary>
    /// <exception cref="CommandFailedException">The directory cannot be written.</exception>
    public static async Task<ResultFiles> DownloadAsync(
        KilnClient client, Conversion conversion, string directory, CancellationToken cancellationToken)
    {
        string partial = Path.Combine(directory, $".partial-{conversion.Id}");
        try
        {
            Directory.CreateDirectory(partial);
            string content = Path.Combine(partial, "content");
            await UnpackAsync(client, conversion, Path.Combine(partial, "result.zip"), content, cancellationToken).ConfigureAwait(false);
            await FetchGlbAsync(client, conversion, content, cancellationToken).ConfigureAwait(false);
            string[] files = [.. Directory.EnumerateFiles(content, "*", SearchOption.AllDirectories)
                .Select(file => Path.Combine(directory, Path.GetRelativePath(content, file)))
                .Order(StringComparer.Ordinal)];
            Move(content, directory);
            return Describe(directory, files);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"Cannot write the outputs to {directory}: {fault.Message}", fault);
        }
        catch (InvalidDataException fault)
        {
            throw new CommandFailedException(
                ExitCodes.ServiceUnavailable, $"The service sent no readable archive for job {conversion.Id}: {fault.Message}", fault);
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    private static async Task UnpackAsync(
        KilnClient client, Conversion conversion, string zip, string content, CancellationToken cancellationToken)
    {
        var stream = new FileStream(zip, FileMode.Create, FileAccess.ReadWrite);
        await using (stream.ConfigureAwait(false))
        {
            await client.Conversions.DownloadResultAsync(conversion.Id, stream, cancellationToken).ConfigureAwait(false);
            stream.Position = 0;
            // Refuses entries that point out of the directory.
            ZipFile.ExtractToDirectory(stream, content);
        }
    }

    private static async Task FetchGlbAsync(
        KilnClient client, Conversion conversion, string content, CancellationToken cancellationToken)
    {
        if (conversion.Output?.Glb is not { } glb)
        {
            return;
        }

        string name = Path.GetFileNameWithoutExtension(conversion.FileName ?? glb.Name) + ".glb";
        var stream = new FileStream(Path.Combine(content, name), FileMode.Create, FileAccess.Write);
        await using (stream.ConfigureAwait(false))
        {
            await client.Conversions.DownloadAsync(glb, stream, cancellationToken).ConfigureAwait(false);
        }
    }

    // usd/ and mjcf/ are shared by the outputs of several models; what is below them belongs to one.
    private static void Move(string content, string directory)
    {
        foreach (string kind in Directory.EnumerateDirectories(content))
        {
            string kindDirectory = Path.Combine(directory, Path.GetFileName(kind));
            Directory.CreateDirectory(kindDirectory);
            foreach (string model in Directory.EnumerateDirectories(kind))
            {
                string destination = Path.Combine(kindDirectory, Path.GetFileName(model));
                if (Directory.Exists(destination))
                {
                    Directory.Delete(destination, recursive: true);
                }

                Directory.Move(model, destination);
            }
        }

        foreach (string file in Directory.EnumerateFiles(content))
        {
            File.Move(file, Path.Combine(directory, Path.GetFileName(file)), overwrite: true);
        }
    }

    private static ResultFiles Describe(string directory, string[] files)
    {
        string? Find(string extension) => Array.Find(files, file => file.EndsWith(extension, StringComparison.Ordinal));
        return new ResultFiles(directory, Find(".usd"), Find(".usdz"), Find(".xml"), Find(".glb"), Find("report.json"));
    }
}
