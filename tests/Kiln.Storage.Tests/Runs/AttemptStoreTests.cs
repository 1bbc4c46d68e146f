using System.Text;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Documents;
using Kiln.Storage.Runs;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Runs;

public sealed class AttemptStoreTests
{
    private readonly SetTime _time = new();
    private readonly MemoryDocumentStore _documents = new();
    private readonly AttemptStore _attempts;
    private readonly RunAttempt _attempt = new(TestJobs.Organisation, TestJobs.NewId(new SetTime().Now), 1);

    public AttemptStoreTests() => _attempts = new AttemptStore(_documents, new MemoryContentStore(_time), _time);

    [Fact]
    public async Task Samples_are_appended_once_under_their_number()
    {
        AttemptTelemetry empty = await _attempts.GetTelemetryAsync(_attempt);
        AttemptTelemetry one = empty with { NextSequence = 1, SampleCount = 1 };
        bool[] appended = await Task.WhenAll(
            _attempts.AppendAsync(_attempt, empty, one, Encoding.UTF8.GetBytes("a\n")),
            _attempts.AppendAsync(_attempt, empty, one, Encoding.UTF8.GetBytes("b\n")));
        Assert.Single(appended, true);
        Assert.True(await _attempts.AppendAsync(_attempt, one, one with { NextSequence = 2 }, Encoding.UTF8.GetBytes("c\n")));
        string text = await ReadAsync();
        Assert.Equal(appended[0] ? "a\nc\n" : "b\nc\n", text);
    }

    [Fact]
    public async Task Files_are_announced_up_to_a_number()
    {
        Assert.True(await _attempts.AnnounceAsync(_attempt, [File("a"), File("b")], most: 2));
        Assert.True(await _attempts.AnnounceAsync(_attempt, [File("b")], most: 2));
        Assert.False(await _attempts.AnnounceAsync(_attempt, [File("c")], most: 2));
        Assert.Equal(["a", "b"], (await _attempts.GetOutputsAsync(_attempt)).Files.Keys);
        Assert.Empty((await _attempts.GetOutputsAsync(_attempt with { Number = 2 })).Files);
        Assert.False(await _attempts.HasArrivedAsync(_attempt, File("a"), verifyChecksum: true));
    }

    [Fact]
    public async Task Records_go_with_the_job()
    {
        await _attempts.AnnounceAsync(_attempt, [File("a")], most: 2);
        await _attempts.AppendAsync(_attempt, AttemptTelemetry.Empty, AttemptTelemetry.Empty with { NextSequence = 1 }, "x"u8.ToArray());
        Job job = TestJobs.Create(_time.Now, id: _attempt.JobId) with { BatchId = PartId.RootOf(_attempt.JobId) };
        Assert.False(await _attempts.FollowAsync(null, job));
        Assert.True(await _attempts.FollowAsync(job, null));
        Assert.Equal(0, await _documents.CountAsync(new DocumentQuery("", 1)));
    }

    private static AnnouncedOutput File(string name) => new(name, 3, null, "text/plain");

    private async Task<string> ReadAsync()
    {
        using MemoryStream copy = new();
        await _attempts.CopyTelemetryAsync(_attempt, copy);
        return Encoding.UTF8.GetString(copy.ToArray());
    }
}
