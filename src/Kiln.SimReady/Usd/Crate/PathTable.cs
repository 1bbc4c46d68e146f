namespace Kiln.SimReady.Usd.Crate;

/// <summary>The paths of a file that is being written, as a tree below the absolute root.</summary>
internal sealed class PathTable(TokenTable tokens)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal) { ["/"] = new(0, 0, IsProperty: false) };

    /// <summary>The index of an absolute path such as <c>/chair/looks</c> or <c>/chair/legs.points</c>; it and its parents are added.</summary>
    public int Index(string path) => Find(path).Index;

    /// <summary>
    /// Writes the tree depth first: the count twice, then as integers the indices of the paths, the tokens of their last
    /// elements (negative for properties), and where each one's sibling lies.
    /// </summary>
    public void Write(CrateBuffer target)
    {
        List<int> indices = [];
        List<int> elements = [];
        List<int> jumps = [];
        Visit(_entries["/"], hasSibling: false);
        target.Write((long)indices.Count);
        target.Write((long)indices.Count);
        target.WriteIntegers([.. indices]);
        target.WriteIntegers([.. elements]);
        target.WriteIntegers([.. jumps]);

        void Visit(Entry entry, bool hasSibling)
        {
            int at = indices.Count;
            indices.Add(entry.Index);
            elements.Add(entry.IsProperty ? -entry.Token : entry.Token);
            jumps.Add(0);
            for (int i = 0; i < entry.Children.Count; i++)
            {
                Visit(entry.Children[i], i < entry.Children.Count - 1);
            }

            jumps[at] = (entry.Children.Count > 0, hasSibling) switch
            {
                (true, true) => indices.Count - at,
                (true, false) => CrateFormat.JumpChild,
                (false, true) => CrateFormat.JumpSibling,
                _ => CrateFormat.JumpNone,
            };
        }
    }

    private Entry Find(string path)
    {
        if (!_entries.TryGetValue(path, out Entry? entry))
        {
            // A property's name follows the only dot of a path; a namespace in it is set off by colons.
            int dot = path.IndexOf('.', StringComparison.Ordinal);
            int end = dot >= 0 ? dot : path.LastIndexOf('/');
            Entry parent = Find(end > 0 ? path[..end] : "/");
            entry = new(_entries.Count, tokens.Token(path[(end + 1)..]), IsProperty: dot >= 0);
            parent.Children.Add(entry);
            _entries.Add(path, entry);
        }

        return entry;
    }

    private sealed record Entry(int Index, int Token, bool IsProperty)
    {
        public List<Entry> Children { get; } = [];
    }
}
