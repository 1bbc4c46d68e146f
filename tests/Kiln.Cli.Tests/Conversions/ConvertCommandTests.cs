using System.Text.Json.Nodes;
using Kiln.Cli.Conversions;
using Kiln.Cli.Tests.Fakes;

namespace Kiln.Cli.Tests.Conversions;

public sealed class ConvertCommandTests : IDisposable
{
    private readonly CommandLineHarness _harness = new();

    [Fact]
    public async Task A_small_file_goes_in_one_form_and_its_outputs_are_unpacked()
    {
        await using var service = await FakeService.StartAsync();
        string file = _harness.File("my box.glb", "model"u8.ToArray());
        string output = _harness.PathOf("out");

        int exitCode = await _harness.RunAsync(
            "convert", file, "--server", $"{service.Url}", "--api-key", "secret", "--output", output,
            "--mass", "2.5", "--skip-validation", "--no-optimize", "--label", "a=1", "--label", "b=x=y");

        Assert.True(exitCode == 0, _harness.Error);
        var post = service.Seen("POST", "/api/conversions");
        Assert.Equal("Bearer secret", post.Headers["Authorization"]);
        Assert.NotEmpty(post.Headers["Idempotency-Key"]);
        Assert.Equal("2.5", post.Form["mass_kg"]);
        Assert.Equal("true", post.Form["skip_validation"]);
        Assert.Equal("false", post.Form["optimize"]);
        Assert.Equal("""{"a":"1","b":"x=y"}""", post.Form["labels"]);
        Assert.Equal(4, post.Form.Count);
        foreach (string path in (string[])["usd/box/box.usd", "usd/box/textures/wood.png", "mjcf/box/box.xml", "report.json", "box.glb"])
        {
            Assert.True(File.Exists(Path.Combine(output, path)), path);
        }

        Assert.Equal("clean", await File.ReadAllTextAsync(Path.Combine(output, "box.glb")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(output), path => Path.GetFileName(path).StartsWith('.'));
    }

    [Fact]
    public async Task The_summary_tells_what_a_simulation_needs_and_where_the_files_are()
    {
        await using var service = await FakeService.StartAsync();
        string output = _harness.PathOf("out");

        await _harness.RunAsync(
            "convert", _harness.File("box.glb", [1]), "--server", $"{service.Url}", "--output", output);

        Assert.Contains("Converted box.glb in ", _harness.Out, StringComparison.Ordinal);
        Assert.Contains("size       1 x 0.5 x 0.75 m (Z up)", _harness.Out, StringComparison.Ordinal);
        Assert.Contains("mass       12.5 kg (wood, 650 kg/m3, exact)", _harness.Out, StringComparison.Ordinal);
        Assert.Contains("friction   0.5 static, 0.4 dynamic; restitution 0.3", _harness.Out, StringComparison.Ordinal);
        Assert.Contains("collision  7 convex hulls (IoU 0.988, about 12.3 mm off at most)", _harness.Out, StringComparison.Ordinal);
        Assert.Contains("geometry   1,234 triangles (3 parts, watertight)", _harness.Out, StringComparison.Ordinal);
        Assert.Contains("validation passed (1 rules)", _harness.Out, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(output, "usd", "box", "box.usd"), _harness.Out, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(output, "mjcf", "box", "box.xml"), _harness.Out, StringComparison.Ordinal);
        Assert.Contains("40% convert: physics", _harness.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_of_an_earlier_run_are_replaced_and_other_files_stay()
    {
        await using var service = await FakeService.StartAsync();
        string output = _harness.PathOf("out");
        Directory.CreateDirectory(Path.Combine(output, "usd", "box", "textures"));
        Directory.CreateDirectory(Path.Combine(output, "usd", "other"));
        string stale = Path.Combine(output, "usd", "box", "textures", "stale.png");
        string other = Path.Combine(output, "usd", "other", "other.usd");
        await File.WriteAllTextAsync(stale, "old");
        await File.WriteAllTextAsync(other, "kept");
        await File.WriteAllTextAsync(Path.Combine(output, "report.json"), "old");

        int exitCode = await _harness.RunAsync(
            "convert", _harness.File("box.glb", [1]), "--server", $"{service.Url}", "--output", output);

        Assert.Equal(0, exitCode);
        Assert.False(File.Exists(stale));
        Assert.True(File.Exists(other));
        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(output, "report.json")));
    }

    [Fact]
    public async Task A_large_file_goes_by_a_presigned_upload_that_never_sees_the_key()
    {
        await using var service = await FakeService.StartAsync();
        var content = new byte[ConversionSubmission.UploadThreshold + 1];
        Random.Shared.NextBytes(content);
        string file = _harness.File("large.glb", content);

        int exitCode = await _harness.RunAsync(
            "convert", file, "--server", $"{service.Url}", "--api-key", "secret", "--output", _harness.PathOf("out"),
            "--max-hulls", "7", "--threshold", "0.1");

        Assert.True(exitCode == 0, _harness.Error);
        var declared = JsonNode.Parse(service.Seen("POST", "/api/uploads").Body)!;
        Assert.Equal("large.glb", declared["filename"]!.GetValue<string>());
        Assert.Equal(content.Length, declared["size_bytes"]!.GetValue<long>());
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), declared["checksum_sha256"]!.GetValue<string>());
        var put = service.Seen("PUT", "/content/upload-1");
        Assert.Equal(content, put.Body);
        Assert.False(put.Headers.ContainsKey("Authorization"));
        Assert.Equal("BlockBlob", put.Headers["x-blob-type"]);
        Assert.Equal("application/octet-stream", put.Headers["Content-Type"]);
        var submitted = JsonNode.Parse(service.Seen("POST", "/api/conversions").Body)!;
        Assert.Equal(
            """{"upload_id":"upload-1","threshold":0.1,"max_hulls":7}""", submitted.ToJsonString());
        Assert.False(service.Seen("GET", "/content/clean.glb").Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_failed_job_tells_why_and_that_nothing_was_charged()
    {
        await using var service = await FakeService.WithStatusesAsync("running", "failed");

        int exitCode = await _harness.RunAsync("convert", _harness.File("box.glb", [1]), "--server", $"{service.Url}");

        Assert.Equal(ExitCodes.ConversionFailed, exitCode);
        Assert.Contains("[VALIDATION_ERROR]: Mesh 'lid' has no triangles.", _harness.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was charged.", _harness.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_someone_else_cancelled_has_its_own_exit_code()
    {
        await using var service = await FakeService.WithStatusesAsync("cancelled");

        int exitCode = await _harness.RunAsync("convert", _harness.File("box.glb", [1]), "--server", $"{service.Url}");

        Assert.Equal(ExitCodes.CancelledElsewhere, exitCode);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_fields()
    {
        await using var service = await FakeService.RefusingAsync(
            422, """{"error":"Two fields are wrong","code":"VALIDATION_ERROR","errors":[{"field":"mass_kg","message":"must be above 0"}]}""");

        int exitCode = await _harness.RunAsync("convert", _harness.File("box.glb", [1]), "--server", $"{service.Url}");

        Assert.Equal(ExitCodes.Refused, exitCode);
        Assert.Contains("Two fields are wrong", _harness.Error, StringComparison.Ordinal);
        Assert.Contains("  mass_kg: must be above 0", _harness.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_the_service_is_told_with_its_trace()
    {
        await using var service = await FakeService.RefusingAsync(
            500, """{"error":"Internal error","code":"INTERNAL_ERROR","traceId":"abc123"}""");

        int exitCode = await _harness.RunAsync("convert", _harness.File("box.glb", [1]), "--server", $"{service.Url}");

        Assert.Equal(ExitCodes.ServiceUnavailable, exitCode);
        Assert.Contains("trace abc123", _harness.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_cancels_the_job()
    {
        await using var service = await FakeService.WithStatusesAsync("running");
        using var interrupt = new CancellationTokenSource();
        string file = _harness.File("box.glb", [1]);
        var run = _harness.RunAsync(interrupt.Token, "convert", file, "--server", $"{service.Url}");
        await service.FirstReadAsync();

        await interrupt.CancelAsync();
        int exitCode = await run;

        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.NotNull(service.Seen("POST", $"/api/conversions/{FakeService.JobId}/cancel"));
        Assert.Contains("is cancelled", _harness.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_stumbles_is_asked_again()
    {
        await using var service = await FakeService.StartAsync();
        service.Stumbles = 2;

        int exitCode = await _harness.RunAsync(
            "convert", _harness.File("box.glb", [1]), "--server", $"{service.Url}", "--output", _harness.PathOf("out"));

        Assert.True(exitCode == 0, _harness.Error);
        Assert.Single(service.Requests, request => request is { Method: "POST", Path: "/api/conversions" });
    }

    [Fact]
    public async Task A_download_that_breaks_off_is_begun_again()
    {
        await using var service = await FakeService.StartAsync();
        service.BrokenDownloads = 1;
        string output = _harness.PathOf("out");

        int exitCode = await _harness.RunAsync(
            "convert", _harness.File("box.glb", [1]), "--server", $"{service.Url}", "--output", output);

        Assert.True(exitCode == 0, _harness.Error);
        Assert.Contains("connection lost", _harness.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(output, "usd", "box", "box.usd")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(output), path => Path.GetFileName(path).StartsWith('.'));
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_told()
    {
        int exitCode = await _harness.RunAsync("convert", _harness.File("box.glb", [1]), "--server", "http://127.0.0.1:1");

        Assert.Equal(ExitCodes.ServiceUnavailable, exitCode);
        Assert.Contains("cannot be reached", _harness.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("convert", "absent.glb", "File not found: absent.glb")]
    [InlineData("convert", ".", "is a directory")]
    [InlineData("convert", "--colour", "")]
    [InlineData("explode", "x", "")]
    public async Task A_wrong_command_line_is_a_usage_fault(string verb, string argument, string message)
    {
        int exitCode = await _harness.RunAsync(verb, argument, "--server", "http://127.0.0.1:1");

        Assert.Equal(ExitCodes.Usage, exitCode);
        Assert.Contains(message, _harness.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--server", "not a url")]
    [InlineData("--server", "ftp://example.org")]
    [InlineData("--label", "novalue")]
    [InlineData("--max-hulls", "many")]
    public async Task A_wrong_option_value_is_a_usage_fault(string option, string value)
    {
        int exitCode = await _harness.RunAsync("convert", _harness.File("box.glb", [1]), option, value);

        Assert.Equal(ExitCodes.Usage, exitCode);
        Assert.Contains(value, _harness.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _harness.Dispose();
}
