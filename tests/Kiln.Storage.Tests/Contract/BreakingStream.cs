namespace Kiln.Storage.Tests.Contract;

/// <summary>A stream that gives some bytes and then fails, as a lost connection does.</summary>
internal sealed class BreakingStream(long givenBefore) : Stream
{
    private long _left = givenBefore;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_left == 0)
        {
            throw new IOException("The connection was lost.");
        }

        int given = (int)Math.Min(_left, count);
        _left -= given;
        buffer.AsSpan(offset, given).Fill(7);
        return given;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
