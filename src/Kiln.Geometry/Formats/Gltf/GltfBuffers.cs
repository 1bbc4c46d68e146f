using Kiln.Geometry.Formats.Gltf.Schema;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>The bytes of buffers and buffer views, each resolved, checked and where needed decompressed once.</summary>
internal sealed class GltfBuffers
{
    private readonly GltfDocument _document;
    private readonly ReadOnlyMemory<byte>? _binaryChunk;
    private readonly SideFiles _sideFiles;
    private readonly GltfMemory _memory;
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly ReadOnlyMemory<byte>?[] _buffers;
    private readonly ReadOnlyMemory<byte>?[] _views;

    public GltfBuffers(GltfDocument document, ReadOnlyMemory<byte>? binaryChunk, SideFiles sideFiles, GltfMemory memory)
    {
        _document = document;
        _binaryChunk = binaryChunk;
        _sideFiles = sideFiles;
        _memory = memory;
        _buffers = new ReadOnlyMemory<byte>?[document.Buffers?.Length ?? 0];
        _views = new ReadOnlyMemory<byte>?[document.BufferViews?.Length ?? 0];
    }

    /// <summary>The content of a buffer view; of a compressed one, decompressed.</summary>
    public ReadOnlyMemory<byte> View(int index, string referrer)
    {
        GltfBufferView view = GltfElements.At(_document.BufferViews, index, "bufferViews", referrer);
        if (_views[index] is { } known)
        {
            return known;
        }

        string where = $"bufferViews[{index}]";
        GltfMeshopt? meshopt = view.Extensions?.Meshopt ?? view.Extensions?.KhronosMeshopt;
        ReadOnlyMemory<byte> content = meshopt is null
            ? Slice(view.Buffer, view.ByteOffset, view.ByteLength, where)
            : GltfMeshoptView.Decode(Slice(meshopt.Buffer, meshopt.ByteOffset, meshopt.ByteLength, where).Span, meshopt, view, _memory, where);
        _views[index] = content;
        return content;
    }

    /// <summary>The distance of elements in a buffer view, or 0 where they follow each other closely.</summary>
    public int Stride(int view, string referrer)
    {
        int stride = GltfElements.At(_document.BufferViews, view, "bufferViews", referrer).ByteStride;
        return stride is 0 or (>= 4 and <= 252)
            ? stride
            : throw new InvalidModelException($"byteStride is {stride}, not 4 to 252", $"bufferViews[{view}]");
    }

    private ReadOnlyMemory<byte> Slice(int? bufferIndex, int offset, int length, string where)
    {
        int index = GltfElements.Required(bufferIndex, "buffer", where);
        ReadOnlyMemory<byte> buffer = Buffer(index, where);
        return offset >= 0 && length > 0 && (long)offset + length <= buffer.Length
            ? buffer.Slice(offset, length)
            : throw new InvalidModelException(
                $"Bytes {offset} to {(long)offset + length} lie outside of buffers[{index}], which has {buffer.Length} bytes", where);
    }

    private ReadOnlyMemory<byte> Buffer(int index, string referrer)
    {
        GltfBuffer buffer = GltfElements.At(_document.Buffers, index, "buffers", referrer);
        if (_buffers[index] is { } known)
        {
            return known;
        }

        string where = $"buffers[{index}]";
        ReadOnlyMemory<byte> content = Content(buffer, index, where);
        if (buffer.ByteLength < 0 || content.Length < buffer.ByteLength)
        {
            throw new InvalidModelException($"byteLength is {buffer.ByteLength}, but only {content.Length} bytes are there", where);
        }

        content = content[..buffer.ByteLength];
        if (buffer.Uri?.Path is { } path && _paths.Add(path))
        {
            _memory.AddSideFile(content.Length);
        }

        _buffers[index] = content;
        return content;
    }

    private ReadOnlyMemory<byte> Content(GltfBuffer buffer, int index, string where) => buffer.Uri switch
    {
        { Data: { } data } => data,
        { Path: { } path } => _sideFiles.Find(path)
            ?? throw new InvalidModelException($"Model refers to files that are not in the upload: {path}", where),
        _ when index == 0 && _binaryChunk is { } chunk => chunk,
        _ => throw new InvalidModelException("The buffer has no uri, and the file has no binary chunk for it", where),
    };
}
