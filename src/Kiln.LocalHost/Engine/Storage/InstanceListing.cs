using System.Globalization;
using System.Text;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>Reads instances as clients see them.</summary>
internal static class InstanceListing
{
    private const string Columns = "key, id, name, status, created, updated, tags, custom_status, output, failure";

    /// <summary>One instance, or null.</summary>
    /// <param name="session">A session.</param>
    /// <param name="id">Its ID.</param>
    /// <param name="converter">For its values; null leaves inputs, outputs and custom status out.</param>
    public static OrchestrationMetadata? Find(SqliteSession session, string id, DataConverter? converter)
    {
        SqliteStatement statement = session.Statement($"SELECT {Columns} FROM instances WHERE id = ?1").Bind(1, id);
        if (!statement.Step())
        {
            return null;
        }

        OrchestrationMetadata metadata = Metadata(session, statement, converter);
        statement.Reset();
        return metadata;
    }

    /// <summary>A page of instances in the order of creation, and where the next one starts; null at the end.</summary>
    public static (List<OrchestrationMetadata> Values, long? Next) Page(
        SqliteSession session, OrchestrationQuery query, long after, int size, DataConverter? converter)
    {
        SqliteStatement statement = Select(session, Columns, query, after, (long)size + 1);
        List<OrchestrationMetadata> values = new(Math.Min(size, 1000));
        long last = after;
        while (statement.Step())
        {
            if (values.Count == size)
            {
                statement.Reset();
                return (values, last);
            }

            last = statement.Int64(0);
            values.Add(Metadata(session, statement, converter));
        }

        return (values, null);
    }

    /// <summary>Keys of finished instances that match, in order.</summary>
    public static List<long> Keys(SqliteSession session, OrchestrationQuery query, long after, int limit)
    {
        SqliteStatement statement = Select(session, "key", query, after, limit, "AND completed IS NOT NULL");
        List<long> keys = [];
        while (statement.Step())
        {
            keys.Add(statement.Int64(0));
        }

        return keys;
    }

    private static SqliteStatement Select(
        SqliteSession session, string columns, OrchestrationQuery query, long after, long limit, string condition = "")
    {
        StringBuilder sql = new($"SELECT {columns} FROM instances WHERE key > ?1 {condition}");
        sql.Append(query.CreatedFrom is null ? string.Empty : " AND created >= ?3");
        sql.Append(query.CreatedTo is null ? string.Empty : " AND created <= ?4");
        sql.Append(string.IsNullOrEmpty(query.InstanceIdPrefix) ? string.Empty : " AND substr(id, 1, length(?5)) = ?5");
        if (query.Statuses is { } statuses)
        {
            int[] numbers = [.. statuses.Distinct().Order().Select(status => (int)status)];
            sql.Append(CultureInfo.InvariantCulture, $" AND status IN ({string.Join(',', numbers)})");
        }

        sql.Append(" ORDER BY key LIMIT ?2");
        SqliteStatement statement = session.Statement(sql.ToString()).Bind(1, after).Bind(2, limit);
        if (query.CreatedFrom is { } from)
        {
            statement.Bind(3, from.UtcTicks);
        }

        if (query.CreatedTo is { } to)
        {
            statement.Bind(4, to.UtcTicks);
        }

        if (!string.IsNullOrEmpty(query.InstanceIdPrefix))
        {
            statement.Bind(5, query.InstanceIdPrefix);
        }

        return statement;
    }

    private static OrchestrationMetadata Metadata(SqliteSession session, SqliteStatement row, DataConverter? converter) =>
        new(row.Text(2), row.Text(1))
        {
            DataConverter = converter,
            RuntimeStatus = (OrchestrationRuntimeStatus)row.Int64(3),
            CreatedAt = new DateTimeOffset(row.Int64(4), TimeSpan.Zero),
            LastUpdatedAt = new DateTimeOffset(row.Int64(5), TimeSpan.Zero),
            Tags = HistoryCodec.DecodeTags(row.NullableText(6)),
            SerializedInput = converter is null ? null : HistoryTable.ReadStart(session, row.Int64(0))?.Input,
            SerializedCustomStatus = converter is null ? null : row.NullableText(7),
            SerializedOutput = converter is null ? null : row.NullableText(8),
            FailureDetails = converter is null ? null : HistoryCodec.DecodeFailure(row.NullableText(9)),
        };
}
