using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kiln.Benchmarks.Jobs;

namespace Kiln.Benchmarks.Jobnik;

/// <summary>
/// Lists of the Jobnik surface over 10,000 jobs with 100,000 tasks, while one job changes between two of them: the first look, which
/// reads all there is, and how long each list takes from then on.
/// </summary>
internal static class JobnikBenchmarks
{
    private const int Jobs = 10_000;
    private const int TasksOfJob = 10;
    private const int Producers = 16;
    private const int Looks = 20;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static async Task RunAsync()
    {
        string directory = Directory.CreateTempSubdirectory("kiln-bench-").FullName;
        try
        {
            await using JobService service = await JobService.StartAsync(directory);
            await MeasureAsync(service.Client);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(HttpClient http)
    {
        string[] tasks = await FillAsync(http);
        string middle = DateTimeOffset.UtcNow.AddSeconds(-5).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        (string Name, string Path)[] lists =
        [
            ("metrics", "/jobnik/metrics"),
            ("tasks", "/jobnik/v1/tasks"),
            ("tasks_deep", "/jobnik/v1/tasks?page=5000&page_size=20"),
            ("tasks_by_status", "/jobnik/v1/tasks?status=COMPLETED"),
            ("tasks_since", $"/jobnik/v1/tasks?from_date={middle}"),
            ("stages_by_type", "/jobnik/v1/stages?stage_type=bench&page=500"),
            ("jobs_since", $"/jobnik/v1/jobs?from_date={middle}"),
        ];
        Bench.Print("jobnik.first_list_ms", await TimeAsync(http, lists[0].Path), "ms");
        foreach ((string name, string path) in lists)
        {
            double[] times = new double[Looks];
            for (int look = 0; look < Looks; look++)
            {
                await SendAsync(http, HttpMethod.Patch, $"/jobnik/v1/tasks/{tasks[look]}/user-metadata", """{"seen":true}""");
                times[look] = await TimeAsync(http, path);
            }

            Array.Sort(times);
            Bench.Print($"jobnik.{name}_ms", times[Looks / 2], "ms");
        }
    }

    /// <summary>Answers a task of each of the first jobs.</summary>
    private static async Task<string[]> FillAsync(HttpClient http)
    {
        string body = "[" + string.Join(',', Enumerable.Range(0, TasksOfJob).Select(number => $$$"""{"data":{"tile":{{{number}}}}}""")) + "]";
        string[] tasks = new string[Jobs];
        await Parallel.ForAsync(0, Jobs, new ParallelOptions { MaxDegreeOfParallelism = Producers }, async (number, _) =>
        {
            JsonElement job = await SendAsync(http, HttpMethod.Post, "/jobnik/v1/jobs", """{"name":"bench","data":{}}""");
            JsonElement stage = await SendAsync(
                http, HttpMethod.Post, $"/jobnik/v1/jobs/{job.GetProperty("id")}/stage", """{"type":"bench","data":{}}""");
            JsonElement added = await SendAsync(http, HttpMethod.Post, $"/jobnik/v1/stages/{stage.GetProperty("id")}/tasks", body);
            tasks[number] = added[0].GetProperty("id").GetString()!;
        });
        return tasks;
    }

    private static async Task<double> TimeAsync(HttpClient http, string path)
    {
        long began = Stopwatch.GetTimestamp();
        using HttpResponseMessage reply = await http.GetAsync(new Uri(path, UriKind.Relative));
        reply.EnsureSuccessStatusCode();
        await reply.Content.ReadAsByteArrayAsync();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task<JsonElement> SendAsync(HttpClient http, HttpMethod method, string path, string body)
    {
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = Json;
        using HttpResponseMessage reply = await http.SendAsync(request);
        reply.EnsureSuccessStatusCode();
        using JsonDocument document = JsonDocument.Parse(await reply.Content.ReadAsByteArrayAsync());
        return document.RootElement.Clone();
    }
}
