using Kiln.LocalHost.Sqlite;
using Microsoft.Data.Sqlite;

namespace Kiln.LocalHost.Tests.Sqlite;

public sealed class GroupCommitWriterTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kiln-writer-");
    private SqliteDatabase _database = null!;
    private GroupCommitWriter _writer = null!;

    public async Task InitializeAsync()
    {
        _database = new SqliteDatabase(Path.Combine(_directory.FullName, "test.db"));
        _writer = new GroupCommitWriter(_database);
        await _writer.WriteAsync(0, (session, _) =>
        {
            session.Script("CREATE TABLE numbers(value INTEGER PRIMARY KEY, name TEXT, bytes BLOB) STRICT");
            return true;
        });
    }

    public async Task DisposeAsync()
    {
        await _writer.DisposeAsync();
        _database.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_write_that_completed_is_seen_by_every_later_read()
    {
        for (int value = 0; value < 20; value++)
        {
            await InsertAsync(value);
            Assert.Equal(value + 1, Count());
        }
    }

    [Fact]
    public async Task Writes_made_together_share_commits()
    {
        using ManualResetEventSlim gate = new();
        Task blocker = _writer.WriteAsync(gate, (_, open) => open.Wait(TimeSpan.FromSeconds(30)));
        Task[] writes = [.. Enumerable.Range(0, 300).Select(InsertAsync)];
        long before = _writer.Commits;
        gate.Set();
        await Task.WhenAll([blocker, .. writes]);

        Assert.Equal(300, Count());
        Assert.InRange(_writer.Commits - before, 1, 3);
    }

    [Fact]
    public async Task One_failing_write_leaves_its_neighbours_alone_and_undoes_only_itself()
    {
        using ManualResetEventSlim gate = new();
        Task blocker = _writer.WriteAsync(gate, (_, open) => open.Wait(TimeSpan.FromSeconds(30)));
        Task<bool> first = InsertAsync(1);
        Task<bool> duplicate = _writer.WriteAsync(0, (session, _) =>
        {
            Insert(session, 2);
            Insert(session, 1);
            return true;
        });
        Task<bool> third = InsertAsync(3);
        gate.Set();
        await Task.WhenAll(blocker, first, third);

        await Assert.ThrowsAsync<SqliteException>(() => duplicate);
        Assert.Equal(2, Count());
    }

    [Fact]
    public async Task A_write_that_fails_in_the_middle_of_a_result_does_not_block_the_next()
    {
        await InsertAsync(1);
        await InsertAsync(2);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _writer.WriteAsync(0, bool (session, _) =>
        {
            session.Statement("SELECT value FROM numbers").Step();
            throw new InvalidOperationException("stop here");
        }));
        await InsertAsync(3);
        Assert.Equal(3, Count());
    }

    [Fact]
    public async Task Callbacks_run_in_commit_order_before_the_tasks_complete()
    {
        List<int> order = [];
        Task<int>[] writes =
        [
            .. Enumerable.Range(0, 200).Select(value => _writer.WriteAsync(
                value,
                (session, number) =>
                {
                    Insert(session, number);
                    return number;
                },
                order.Add)),
        ];
        await Task.WhenAll(writes);
        Assert.Equal(Enumerable.Range(0, 200), order);
    }

    [Fact]
    public async Task A_guard_that_throws_stops_every_write()
    {
        bool closed = false;
        await using GroupCommitWriter guarded = new(_database, _ =>
        {
            if (closed)
            {
                throw new InvalidOperationException("another process has taken over");
            }
        });
        await guarded.WriteAsync(7, (session, value) => Insert(session, value));
        closed = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => guarded.WriteAsync(8, (session, value) => Insert(session, value)));
        Assert.Equal(1, Count());
    }

    [Fact]
    public async Task Disposal_writes_what_is_queued_and_refuses_the_rest()
    {
        GroupCommitWriter writer = new(_database);
        Task[] writes = [.. Enumerable.Range(0, 50).Select(value => writer.WriteAsync(value, (session, number) => Insert(session, number)))];
        await writer.DisposeAsync();
        await Task.WhenAll(writes);
        Assert.Equal(50, Count());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.WriteAsync(99, (session, number) => Insert(session, number)));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("käse \U0001F9C0", 3)]
    [InlineData(null, 5000)]
    public async Task Values_come_back_as_they_were_bound(string? name, int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(index => (byte)index)];
        await _writer.WriteAsync(0, (session, _) => session
            .Statement("INSERT INTO numbers(value, name, bytes) VALUES (?1, ?2, ?3)").Bind(1, 1).Bind(2, name).Bind(3, bytes).Execute());
        (string? Name, byte[] Bytes) read = _database.Read(0, (session, _) =>
        {
            SqliteStatement statement = session.Statement("SELECT name, bytes FROM numbers");
            Assert.True(statement.Step());
            (string?, byte[]) row = (statement.NullableText(0), statement.Blob(1).ToArray());
            Assert.False(statement.Step());
            return row;
        });
        Assert.Equal(name, read.Name);
        Assert.Equal(bytes, read.Bytes);
    }

    private Task<bool> InsertAsync(int value) => _writer.WriteAsync(value, (session, number) => Insert(session, number));

    private static bool Insert(SqliteSession session, int value) =>
        session.Statement("INSERT INTO numbers(value) VALUES (?1)").Bind(1, value).Execute() == 1;

    private long Count() => _database.Read(0, (session, _) =>
    {
        SqliteStatement statement = session.Statement("SELECT count(*) FROM numbers");
        statement.Step();
        long count = statement.Int64(0);
        statement.Reset();
        return count;
    });
}
