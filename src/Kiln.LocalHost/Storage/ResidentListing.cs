using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Kiln.LocalHost.Sqlite;
using Kiln.Storage.Documents;

namespace Kiln.LocalHost.Storage;

/// <summary>
/// What listings tell of a few kinds of documents, kept in memory beside the database: a reader's session drops all its pages at every
/// commit, so listings that come with each write would read them again and again. Read at opening, then changed by the writer's thread
/// after each commit and before the write is answered, so a listing sees what was acknowledged and nothing that was not committed.
/// </summary>
/// <remarks>
/// A document takes about 300 bytes. When there are too many of them the memory is let go, and the database answers until the store is
/// opened again.
/// </remarks>
internal sealed class ResidentListing
{
    private const char KindMark = '/';

    // The character after the mark: every key of an organisation is less than its name and this.
    private const char PastKindMark = '0';

    // Documents of one kind mostly say the same of themselves; so many different texts are told once.
    private const int SharedTexts = 1000;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _kinds;
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _shared = new(StringComparer.Ordinal);
    private readonly int _most;

    // Readers take the set as it stands; null when there are too many. Written by the writer's thread alone.
    private volatile ImmutableSortedSet<Row>? _rows;

    /// <summary>Reads what is there. Nobody may write meanwhile.</summary>
    /// <param name="database">The documents.</param>
    /// <param name="kinds">The kinds, the second segment of the keys.</param>
    /// <param name="most">The most documents that are kept.</param>
    public ResidentListing(SqliteDatabase database, IReadOnlyCollection<string> kinds, int most)
    {
        ArgumentNullException.ThrowIfNull(database);
        _kinds = kinds.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _most = most;
        List<Row> rows = database.Read(kinds, Read);
        _rows = rows.Count <= most ? ImmutableSortedSet.CreateRange(Comparer<Row>.Default, rows) : null;
    }

    /// <summary>Whether documents under a key, or under all keys with a prefix, are of these kinds.</summary>
    public bool Holds(ReadOnlySpan<char> key)
    {
        int start = key.IndexOf(KindMark) + 1;
        int length = start == 0 ? -1 : key[start..].IndexOf(KindMark);
        return length > 0 && _kinds.Contains(key.Slice(start, length));
    }

    /// <summary>Follows a document that was written.</summary>
    public void Put(string key, string etag, IReadOnlyDictionary<string, string> metadata)
    {
        if (_rows is { } rows)
        {
            Row row = new(key, etag, Share(metadata));
            rows = rows.Remove(row).Add(row);
            _rows = rows.Count <= _most ? rows : null;
        }
    }

    /// <summary>Follows a document that was deleted.</summary>
    public void Remove(string key) => _rows = _rows?.Remove(new Row(key));

    /// <summary>A page of documents of these kinds; null when the database must be asked.</summary>
    public DocumentPage? List(DocumentQuery query, DocumentRange range)
    {
        if (_rows is not { } rows || !Holds(query.Prefix))
        {
            return null;
        }

        List<DocumentListItem> items = [];
        int skip = range.Skip;
        for (int index = FirstOf(rows, range); index < rows.Count && string.CompareOrdinal(rows[index].Key, range.Before) < 0; index++)
        {
            Row row = rows[index];
            if (!Matches(row, query.Where) || skip-- > 0)
            {
                continue;
            }

            if (items.Count == query.PageSize)
            {
                return new DocumentPage(items, DocumentRange.ToToken(items[^1].Key));
            }

            items.Add(new DocumentListItem(row.Key, row.ETag, row.Metadata));
        }

        return new DocumentPage(items, null);
    }

    private static int FirstOf(ImmutableSortedSet<Row> rows, DocumentRange range)
    {
        bool isAfter = string.CompareOrdinal(range.After, range.From) >= 0;
        int index = rows.IndexOf(new Row(isAfter ? range.After : range.From));
        return index < 0 ? ~index : isAfter ? index + 1 : index;
    }

    private static bool Matches(Row row, IReadOnlyDictionary<string, string>? where)
    {
        foreach ((string name, string value) in where ?? ReadOnlyDictionary<string, string>.Empty)
        {
            if (row.Metadata.GetValueOrDefault(name) != value)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Goes from one organisation to the next, so that nothing else of theirs is read.</summary>
    private List<Row> Read(SqliteSession session, IReadOnlyCollection<string> kinds)
    {
        List<Row> rows = [];
        string from = "";
        while (rows.Count <= _most && NextKey(session, from) is { } key)
        {
            int mark = key.IndexOf(KindMark, StringComparison.Ordinal);
            string organisation = mark < 0 ? key : key[..mark];
            foreach (string kind in kinds)
            {
                string prefix = $"{organisation}{KindMark}{kind}";
                SqliteStatement select = session.Statement("SELECT key, version, metadata FROM documents WHERE key >= ?1 AND key < ?2 LIMIT ?3")
                    .Bind(1, prefix + KindMark).Bind(2, prefix + PastKindMark).Bind(3, _most - rows.Count + 1L);
                while (select.Step())
                {
                    rows.Add(new Row(select.Text(0), DocumentVersion.ToETag(select.Int64(1)), Share(select.Text(2), parsed: null)));
                }
            }

            from = organisation + PastKindMark;
        }

        return rows;
    }

    private static string? NextKey(SqliteSession session, string from)
    {
        SqliteStatement select = session.Statement("SELECT key FROM documents WHERE key >= ?1 ORDER BY key LIMIT 1").Bind(1, from);
        string? key = select.Step() ? select.Text(0) : null;
        select.Reset();
        return key;
    }

    private IReadOnlyDictionary<string, string> Share(IReadOnlyDictionary<string, string> metadata) =>
        Share(MetadataText.Format(metadata), metadata);

    private IReadOnlyDictionary<string, string> Share(string text, IReadOnlyDictionary<string, string>? parsed)
    {
        if (!_shared.TryGetValue(text, out IReadOnlyDictionary<string, string>? shared))
        {
            // A copy: what the writer was given may change in the hands of its caller.
            shared = parsed is null ? MetadataText.Parse(text) : parsed.ToDictionary();
            if (_shared.Count < SharedTexts)
            {
                _shared.Add(text, shared);
            }
        }

        return shared;
    }

    private sealed record Row(string Key, string ETag, IReadOnlyDictionary<string, string> Metadata) : IComparable<Row>
    {
        /// <summary>A row to look another one up by.</summary>
        public Row(string key)
            : this(key, "", ReadOnlyDictionary<string, string>.Empty)
        {
        }

        public int CompareTo(Row? other) => string.CompareOrdinal(Key, other?.Key);
    }
}
