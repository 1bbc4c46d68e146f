using System.Text;
using Kiln.LocalHost.Sqlite;
using Kiln.Storage.Documents;

namespace Kiln.LocalHost.Storage;

/// <summary>The listings of the document store. A condition on metadata walks the rarest of its terms and looks the others up.</summary>
internal static class DocumentReader
{
    // Beyond so many documents a term is common, and it does not matter how common.
    private const int RarityLimit = 1000;

    // Where the terms are bound: two parameters each.
    private const int FirstTerm = 6;

    public static DocumentPage List(SqliteSession session, DocumentQuery query, DocumentRange range)
    {
        KeyValuePair<string, string>[] terms = RarestFirst(session, query.Where, range);

        // The page's keys come from the index alone, so that rows to be skipped are not looked up.
        string text = terms.Length == 0
            ? $"SELECT key, version, metadata FROM documents d WHERE {InRange("d")} ORDER BY key LIMIT ?4 OFFSET ?5"
            : $"""
                SELECT d.key, d.version, d.metadata
                FROM (SELECT t0.key FROM {Matching(terms.Length)} WHERE {InRange("t0")} ORDER BY t0.key LIMIT ?4 OFFSET ?5) page
                CROSS JOIN documents d ON d.key = page.key ORDER BY page.key
                """;

        // One more than the page holds tells whether there is a next one.
        SqliteStatement select = Bind(session.Statement(text), range, terms).Bind(4, query.PageSize + 1L).Bind(5, range.Skip);
        List<DocumentListItem> items = [];
        while (select.Step())
        {
            if (items.Count == query.PageSize)
            {
                select.Reset();
                return new DocumentPage(items, DocumentRange.ToToken(items[^1].Key));
            }

            items.Add(new DocumentListItem(select.Text(0), DocumentVersion.ToETag(select.Int64(1)), MetadataText.Parse(select.Text(2))));
        }

        return new DocumentPage(items, null);
    }

    public static long Count(SqliteSession session, DocumentQuery query, DocumentRange range)
    {
        KeyValuePair<string, string>[] terms = RarestFirst(session, query.Where, range);
        string source = terms.Length == 0
            ? $"documents d WHERE {InRange("d")}"
            : $"{Matching(terms.Length)} WHERE {InRange("t0")}";
        return Single(Bind(session.Statement($"SELECT count(*) FROM {source}"), range, terms));
    }

    private static string InRange(string table) => $"{table}.key > ?1 AND {table}.key >= ?2 AND {table}.key < ?3";

    // CROSS JOIN keeps SQLite to this order of the tables; it has no statistics to find a better one.
    private static string Matching(int terms)
    {
        StringBuilder joins = new($"(SELECT key FROM terms WHERE name = ?{FirstTerm} AND value = ?{FirstTerm + 1}) t0");
        for (int term = 1; term < terms; term++)
        {
            int name = FirstTerm + (2 * term);
            joins.Append(null, $" CROSS JOIN terms t{term} ON t{term}.name = ?{name} AND t{term}.value = ?{name + 1} AND t{term}.key = t0.key");
        }

        return joins.ToString();
    }

    private static SqliteStatement Bind(
        SqliteStatement statement, DocumentRange range, KeyValuePair<string, string>[] terms)
    {
        statement.Bind(1, range.After).Bind(2, range.From).Bind(3, range.Before);
        for (int term = 0; term < terms.Length; term++)
        {
            statement.Bind(FirstTerm + (2 * term), terms[term].Key).Bind(FirstTerm + (2 * term) + 1, terms[term].Value);
        }

        return statement;
    }

    private static KeyValuePair<string, string>[] RarestFirst(
        SqliteSession session, IReadOnlyDictionary<string, string>? where, DocumentRange range)
    {
        KeyValuePair<string, string>[] terms = where is null ? [] : [.. where];
        if (terms.Length < 2)
        {
            return terms;
        }

        long[] frequencies = new long[terms.Length];
        for (int term = 0; term < terms.Length; term++)
        {
            frequencies[term] = Single(session.Statement($"""
                SELECT count(*) FROM (SELECT 1 FROM terms WHERE name = ?4 AND value = ?5 AND key > ?1 AND key >= ?2 AND key < ?3 LIMIT {RarityLimit})
                """)
                .Bind(1, range.After).Bind(2, range.From).Bind(3, range.Before).Bind(4, terms[term].Key).Bind(5, terms[term].Value));
        }

        Array.Sort(frequencies, terms);
        return terms;
    }

    private static long Single(SqliteStatement select)
    {
        select.Step();
        long value = select.Int64(0);
        select.Reset();
        return value;
    }
}
