using System.Text.Json;
using Kiln.Functions.Surfaces.Jobnik.Validation;

namespace Kiln.Functions.Tests.Surfaces.Jobnik;

/// <summary>What is wrong with a request, in the words of the validator that the original manager uses.</summary>
public sealed class RulesTests
{
    private const string TraceParent = """request/body/traceparent must match pattern "^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$" """;

    [Theory]
    [InlineData("""{"name":"ab","data":{}}""", "")]
    [InlineData("""{"name":"tiles","data":{"a":[1]},"priority":"LOW","userMetadata":{"b":null},"sealed":false}""", "")]
    [InlineData("""{}""", "request/body must have required property 'name', request/body must have required property 'data'")]
    [InlineData("""[]""", "request/body must be object")]
    [InlineData("""{"name":"a","data":{}}""", "request/body/name must NOT have fewer than 2 characters")]
    [InlineData("""{"name":"𝄞","data":{}}""", "request/body/name must NOT have fewer than 2 characters")]
    [InlineData("""{"name":"012345678901234567890123456789012345678901234567890","data":{}}""", "request/body/name must NOT have more than 50 characters")]
    [InlineData("""{"name":5,"data":[]}""", "request/body/name must be string, request/body/data must be object")]
    [InlineData("""{"name":"ab","data":{},"colour":1}""", "request/body must NOT have additional properties")]
    [InlineData("""{"name":"ab","data":{},"priority":"SOON"}""", "request/body/priority must be equal to one of the allowed values: VERY_HIGH, HIGH, MEDIUM, LOW, VERY_LOW")]
    [InlineData("""{"name":"ab","data":{},"userMetadata":null}""", "request/body/userMetadata must be object")]
    [InlineData("""{"name":"ab","data":{},"sealed":"no"}""", "request/body/sealed must be boolean")]
    [InlineData("""{"name":"ab","data":{},"traceparent":"00-1-2-3"}""", TraceParent)]
    [InlineData("""{"name":"ab","data":{},"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n"}""", TraceParent)]
    [InlineData("""{"name":"ab","data":{},"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}""", "")]
    public void Of_a_job(string body, string faults) => Assert.Equal(faults.Trim(), FaultsOf(Rules.Job, body));

    [Theory]
    [InlineData("""{"type":"a","data":{},"startAsWaiting":true}""", "")]
    [InlineData("""{"type":"","data":{}}""", "request/body/type must NOT have fewer than 1 characters")]
    [InlineData("""{"data":{},"order":1}""", "request/body must have required property 'type', request/body must NOT have additional properties")]
    [InlineData("""{"type":"a","data":{},"startAsWaiting":1}""", "request/body/startAsWaiting must be boolean")]
    public void Of_a_stage(string body, string faults) => Assert.Equal(faults, FaultsOf(Rules.Stage, body));

    [Theory]
    [InlineData("[]", "")]
    [InlineData("""[{"data":{}},{"data":{},"maxAttempts":2.0}]""", "")]
    [InlineData("{}", "request/body must be array")]
    [InlineData("""[{"data":{},"maxAttempts":0}]""", "request/body/0/maxAttempts must be >= 1")]
    [InlineData("""[{"data":{}},{"maxAttempts":1.5}]""", "request/body/1 must have required property 'data', request/body/1/maxAttempts must be integer")]
    [InlineData("""[{"data":{},"maxAttempts":1e40}]""", "request/body/0/maxAttempts must be <= 2147483647")]
    [InlineData("""[{"data":{}},{"data":{}},{"data":{}},{"data":{}}]""", "request/body must NOT have more than 3 items")]
    public void Of_tasks(string body, string faults) => Assert.Equal(faults, FaultsOf(new ArrayRule(Rules.Task, 3), body));

    [Theory]
    [InlineData("""{"status":"PAUSED"}""", "")]
    [InlineData("""{"status":"DONE"}""", "request/body/status must be equal to one of the allowed values: PENDING, ABORTED, PAUSED")]
    [InlineData("""{"status":"PENDING","why":""}""", "request/body must NOT have additional properties")]
    public void Of_a_job_status(string body, string faults) => Assert.Equal(faults, FaultsOf(Rules.NewJobStatus, body));

    [Theory]
    [InlineData("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", true)]
    [InlineData("a=1 , ,\tfw529a3039@dt=FfB%24x", true)]
    [InlineData("", true)]
    [InlineData("a*b/c_d-e=!", true)]
    [InlineData("A=1", false)]
    [InlineData("a", false)]
    [InlineData("a=", false)]
    [InlineData("a=b=c", false)]
    [InlineData("a=1\n", false)]
    public void Of_a_trace_state(string state, bool holds)
    {
        string body = JsonSerializer.Serialize(new { type = "a", data = new { }, tracestate = state });
        Assert.Equal(holds, FaultsOf(Rules.Stage, body).Length == 0);
    }

    [Fact]
    public void A_trace_state_has_at_most_32_members()
    {
        Assert.True(TextForm.TraceState.Matches(string.Join(',', Enumerable.Repeat("a=1", 32))));
        Assert.False(TextForm.TraceState.Matches(string.Join(',', Enumerable.Repeat("a=1", 33))));
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", "")]
    [InlineData("0195A3C1-1F0A-7B6E-8F20-4C1D2E3F4A5B", "")]
    [InlineData("0195a3c11f0a7b6e8f204c1d2e3f4a5b", "request/params/jobId must match format \"uuid\"")]
    [InlineData("7", "request/params/jobId must match format \"uuid\"")]
    public void Of_an_identifier(string id, string fault) => Assert.Equal(fault, FaultsOf(Rules.Id, id, "request/params/jobId"));

    [Theory]
    [InlineData("2026-03-02T09:16:10.001Z", "")]
    [InlineData("2026-03-02T09:16:10+02:00", "")]
    [InlineData("2026-03-02", "request/query/from_date must match format \"date-time\"")]
    [InlineData("2026-02-30T09:16:10Z", "request/query/from_date must match format \"date-time\"")]
    [InlineData("2026-03-02T09:16:10", "request/query/from_date must match format \"date-time\"")]
    public void Of_a_time(string time, string fault) => Assert.Equal(fault, FaultsOf(Rules.Time, time, "request/query/from_date"));

    [Theory]
    [InlineData("1", "")]
    [InlineData("100", "")]
    [InlineData("0", "request/query/page_size must be >= 1")]
    [InlineData("-1", "request/query/page_size must be >= 1")]
    [InlineData("101", "request/query/page_size must be <= 100")]
    [InlineData("1.5", "request/query/page_size must be integer")]
    [InlineData("ten", "request/query/page_size must be integer")]
    public void Of_a_page_size(string size, string fault) => Assert.Equal(fault, FaultsOf(new IntegerRule(1, 100), size, "request/query/page_size"));

    [Theory]
    [InlineData("true", "")]
    [InlineData("false", "")]
    [InlineData("1", "request/query/should_return_tasks must be boolean")]
    public void Of_a_flag(string flag, string fault) => Assert.Equal(fault, FaultsOf(Rules.Flag, flag, "request/query/should_return_tasks"));

    private static string FaultsOf(ValueRule rule, string body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        List<string> faults = [];
        rule.Check(document.RootElement, "request/body", faults);
        return string.Join(", ", faults);
    }

    private static string FaultsOf(ScalarRule rule, string text, string where)
    {
        List<string> faults = [];
        rule.CheckText(text, where, faults);
        return string.Join(", ", faults);
    }
}
