using System.Security.Cryptography;

namespace Kiln.Client.Conversions;

/// <summary>A file to convert: its bytes are read afresh for each try.</summary>
public sealed class ModelFile
{
    private readonly FileInfo _file;

    /// <summary>Names the file.</summary>
    /// <exception cref="ModelFileException">The file is absent or is a directory.</exception>
    public ModelFile(string path)
    {
        _file = new FileInfo(path);
        if (Directory.Exists(path))
        {
            throw new ModelFileException($"{path} is a directory; name one model file (a ZIP for several files).");
        }

        if (!_file.Exists)
        {
            throw new ModelFileException($"File not found: {path}");
        }
    }

    /// <summary>Name without directories.</summary>
    public string Name => _file.Name;

    /// <summary>Name without directories and extension.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(_file.Name);

    /// <summary>Bytes.</summary>
    public long Length => _file.Length;

    /// <summary>Opens the bytes for one pass.</summary>
    /// <exception cref="ModelFileException">The file cannot be opened.</exception>
    public FileStream OpenRead()
    {
        try
        {
            return new FileStream(_file.FullName, new FileStreamOptions
            {
                Access = FileAccess.Read,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"Cannot read {_file.FullName}: {fault.Message}", fault);
        }
    }

    /// <summary>SHA-256 of the bytes, as lower-case hex digits.</summary>
    public async Task<string> HashAsync(CancellationToken cancellationToken)
    {
        var stream = OpenRead();
        await using (stream.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        }
    }
}
