using System.Runtime.InteropServices;
using System.Text;

namespace Kiln.SimReady.Usd.Crate;

/// <summary>The structural sections of a crate file, read and checked. Indices between them may still be wrong.</summary>
internal sealed class CrateSections
{
    private const int MostSections = 64;

    /// <exception cref="InvalidDataException">The file is no crate file of the version that Kiln writes, or is damaged.</exception>
    public CrateSections(ReadOnlySpan<byte> file)
    {
        if (file.Length < CrateFormat.HeaderLength || !file.StartsWith(CrateFormat.Magic))
        {
            throw CrateCursor.Fault("the file must begin with PXR-USDC and a header of 88 bytes");
        }

        ReadOnlySpan<byte> version = file.Slice(CrateFormat.Magic.Length, CrateFormat.Version.Length);
        if (!version.SequenceEqual(CrateFormat.Version))
        {
            throw CrateCursor.Fault($"version 0.8.0 expected, but the file is of version {version[0]}.{version[1]}.{version[2]}");
        }

        Dictionary<string, (long Start, long Length)> sections = ReadContents(file);
        Tokens = ReadTokens(Open(file, CrateFormat.Tokens));
        CrateCursor strings = Open(file, CrateFormat.Strings);
        Strings = strings.ReadArray<int>(strings.ReadCount(sizeof(int)));
        CrateCursor fields = Open(file, CrateFormat.Fields);
        FieldTokens = fields.ReadIntegers(fields.Read<long>());
        FieldValues = ReadValues(fields.ReadSized(), FieldTokens.Length);
        CrateCursor sets = Open(file, CrateFormat.FieldSets);
        FieldSets = sets.ReadIntegers(sets.Read<long>());
        Paths = ReadPaths(Open(file, CrateFormat.Paths));
        CrateCursor specs = Open(file, CrateFormat.Specs);
        long count = specs.Read<long>();
        SpecPaths = specs.ReadIntegers(count);
        SpecFields = specs.ReadIntegers(count);
        SpecTypes = specs.ReadIntegers(count);

        CrateCursor Open(ReadOnlySpan<byte> bytes, string name) => sections.TryGetValue(name, out (long Start, long Length) section)
            ? new(bytes, section.Start, section.Length)
            : throw CrateCursor.Fault($"the section {name} is missing");
    }

    public string[] Tokens { get; }

    /// <summary>Tokens of the strings.</summary>
    public int[] Strings { get; }

    /// <summary>Name tokens of the fields.</summary>
    public int[] FieldTokens { get; }

    /// <summary>Values of the fields.</summary>
    public CrateValue[] FieldValues { get; }

    /// <summary>Indices of fields; a set ends with <see cref="CrateFormat.EndOfFields"/>.</summary>
    public int[] FieldSets { get; }

    public CratePath[] Paths { get; }

    public int[] SpecPaths { get; }

    /// <summary>Where each spec's set of fields starts.</summary>
    public int[] SpecFields { get; }

    public int[] SpecTypes { get; }

    private static Dictionary<string, (long Start, long Length)> ReadContents(ReadOnlySpan<byte> file)
    {
        CrateCursor table = new(file, MemoryMarshal.Read<long>(file[CrateFormat.TableOffsetAt..]));
        long count = table.Read<long>();
        if (count is < 0 or > MostSections)
        {
            throw CrateCursor.Fault($"a table of {count} sections is not plausible");
        }

        Dictionary<string, (long Start, long Length)> sections = new(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            string name = Encoding.ASCII.GetString(table.ReadArray<byte>(CrateFormat.SectionNameLength)).TrimEnd('\0');
            if (!sections.TryAdd(name, (table.Read<long>(), table.Read<long>())))
            {
                throw CrateCursor.Fault($"the section {name} is there twice");
            }
        }

        return sections;
    }

    private static string[] ReadTokens(CrateCursor section)
    {
        long count = section.Read<long>();
        long length = section.Read<long>();
        ReadOnlySpan<byte> text = CompressedBytes.Decode(section.ReadSized(), length).Span;
        if (text.Length != length || text.Count((byte)0) != count || (length > 0 && text[^1] != 0))
        {
            throw CrateCursor.Fault($"the tokens are not {count} of {length} bytes in all");
        }

        HashSet<string> tokens = new(StringComparer.Ordinal);
        string[] ordered = new string[count];
        for (int i = 0; i < ordered.Length; i++)
        {
            int end = text.IndexOf((byte)0);
            ordered[i] = Encoding.UTF8.GetString(text[..end]);
            text = text[(end + 1)..];
            if (!tokens.Add(ordered[i]))
            {
                throw CrateCursor.Fault($"the token '{ordered[i]}' is there twice");
            }
        }

        return ordered;
    }

    private static CrateValue[] ReadValues(ReadOnlySpan<byte> block, int count)
    {
        ReadOnlySpan<byte> bytes = CompressedBytes.Decode(block, (long)count * sizeof(ulong)).Span;
        return bytes.Length == (long)count * sizeof(ulong)
            ? MemoryMarshal.Cast<byte, CrateValue>(bytes).ToArray()
            : throw CrateCursor.Fault($"the values are not those of {count} fields");
    }

    private static CratePath[] ReadPaths(CrateCursor section)
    {
        long count = section.Read<long>();
        if (section.Read<long>() != count)
        {
            throw CrateCursor.Fault("the paths are not as many as their tree's");
        }

        int[] indices = section.ReadIntegers(count);
        int[] elements = section.ReadIntegers(count);
        int[] jumps = section.ReadIntegers(count);
        var paths = new CratePath[indices.Length];
        bool[] seen = new bool[indices.Length];
        Stack<(int At, int Parent)> siblings = new();
        int parent = -1;
        for (int i = 0; i < indices.Length; i++)
        {
            int index = indices[i];
            if (index < 0 || index >= paths.Length || seen[index] || (parent < 0 && i > 0))
            {
                throw CrateCursor.Fault($"item {i} of the tree of paths is out of place");
            }

            seen[index] = true;
            paths[index] = new(parent, Math.Abs((long)elements[i]) is var token and <= int.MaxValue ? (int)token : -1, elements[i] < 0);
            switch (jumps[i])
            {
                case > 0:
                    siblings.Push((i + jumps[i], parent));
                    parent = index;
                    break;
                case CrateFormat.JumpChild:
                    parent = index;
                    break;
                case CrateFormat.JumpSibling:
                    break;
                default:
                    // A leaf without a sibling ends a subtree; what follows is the sibling of the last one that waits for it.
                    if (siblings.TryPop(out (int At, int Parent) next) ? next.At != i + 1 : i + 1 != indices.Length)
                    {
                        throw CrateCursor.Fault($"the subtree that ends with item {i} of the tree of paths is not where it should be");
                    }

                    parent = next.Parent;
                    break;
            }
        }

        return paths;
    }
}
