using System.Text;

namespace Kiln.SimReady.Usd.Crate;

/// <summary>The tokens of a file that is being written, each once, and the strings, each of which refers to a token.</summary>
internal sealed class TokenTable
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly List<string> _tokens = [];
    private readonly Dictionary<int, int> _stringIndices = [];
    private readonly List<int> _strings = [];

    public TokenTable() => Token(CrateFormat.FirstToken);

    /// <summary>The index of a token, which is added when it is new.</summary>
    /// <exception cref="ArgumentException">It holds a NUL, the format's end mark.</exception>
    public int Token(string text)
    {
        if (!_indices.TryGetValue(text, out int index))
        {
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException("A crate file ends each token with a NUL, so that no text in it can hold one.", nameof(text));
            }

            index = _tokens.Count;
            _tokens.Add(text);
            _indices.Add(text, index);
        }

        return index;
    }

    /// <summary>The index of a string, which is added when it is new.</summary>
    public int String(string text)
    {
        int token = Token(text);
        if (!_stringIndices.TryGetValue(token, out int index))
        {
            index = _strings.Count;
            _strings.Add(token);
            _stringIndices.Add(token, index);
        }

        return index;
    }

    /// <summary>Writes the tokens: count, length of all with their end marks, length compressed, and the compressed text.</summary>
    public void WriteTokens(CrateBuffer target)
    {
        byte[] text = new byte[_tokens.Sum(token => Encoding.UTF8.GetByteCount(token) + 1)];
        int at = 0;
        foreach (string token in _tokens)
        {
            at += Encoding.UTF8.GetBytes(token, text.AsSpan(at)) + 1;
        }

        target.Write((long)_tokens.Count);
        target.Write((long)text.Length);
        target.WriteSized(CompressedBytes.Encode(text).Span);
    }

    /// <summary>Writes the strings: count, then the index of each one's token.</summary>
    public void WriteStrings(CrateBuffer target)
    {
        target.Write((long)_strings.Count);
        target.Write<int>([.. _strings]);
    }
}
