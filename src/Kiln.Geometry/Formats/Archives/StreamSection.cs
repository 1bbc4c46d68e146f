namespace Kiln.Geometry.Formats.Archives;

/// <summary>A part of a seekable stream, read in order. It does not own the stream.</summary>
internal sealed class StreamSection(Stream stream, long start, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("A section is read in order.");
    }

    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, length - _position);
        if (wanted <= 0)
        {
            return 0;
        }

        stream.Position = start + _position;
        int read = stream.Read(buffer[..wanted]);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A section is read in order.");

    public override void SetLength(long value) => throw new NotSupportedException("A section is read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A section is read only.");
}
