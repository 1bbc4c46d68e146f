using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kiln.Benchmarks.Jobs;

namespace Kiln.Benchmarks.Workers;

/// <summary>
/// Claims and completes tasks over HTTP, with 100,000 of them queued in jobs of 10, 100 and 1,000 tasks: pairs a second by the number of
/// workers, and how long a claim takes. Service and workers share the machine.
/// </summary>
internal static class WorkerBenchmarks
{
    private const string Type = "bench";
    private const int Tasks = 100_000;
    private const int Submitters = 16;
    private const int LatencyWorkers = 16;

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly byte[] Claim = Encoding.UTF8.GetBytes($$"""{"types":["{{Type}}"],"worker":"bench"}""");

    public static async Task RunAsync()
    {
        string directory = Directory.CreateTempSubdirectory("kiln-bench-").FullName;
        try
        {
            await using JobService service = await JobService.StartAsync(directory);
            await MeasureAsync(service);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(JobService service)
    {
        HttpClient http = service.Client;
        long began = Stopwatch.GetTimestamp();
        await FillAsync(http);
        Bench.Print("workers.tasks_submitted_per_second", Tasks / Stopwatch.GetElapsedTime(began).TotalSeconds, "1/s");
        await MeasureAsync(http, LatencyWorkers, Warming);
        foreach (int workers in (int[])[1, 16, 64])
        {
            TimeSpan before = service.ProcessorTime;
            (int pairs, double seconds, double[] claims) = await MeasureAsync(http, workers, Measuring);
            Bench.Print(string.Create(CultureInfo.InvariantCulture, $"workers.pairs_per_second_{workers}"), pairs / seconds, "1/s");
            Bench.Print(
                string.Create(CultureInfo.InvariantCulture, $"workers.service_us_per_pair_{workers}"),
                (service.ProcessorTime - before).TotalMicroseconds / pairs,
                "us");
            if (workers == LatencyWorkers)
            {
                Bench.Print("workers.claim_p50_ms", claims[claims.Length / 2], "ms");
                Bench.Print("workers.claim_p99_ms", claims[claims.Length * 99 / 100], "ms");
            }
        }
    }

    /// <summary>Jobs of every size come mixed, so that each part of the queue is like the whole.</summary>
    private static async Task FillAsync(HttpClient http)
    {
        int[] mix = [1000, .. Enumerable.Repeat(100, 10), .. Enumerable.Repeat(10, 50)];
        IEnumerable<int> sizes = Enumerable.Repeat(mix, Tasks / mix.Sum()).SelectMany(size => size);
        await Parallel.ForEachAsync(sizes, new ParallelOptions { MaxDegreeOfParallelism = Submitters }, async (size, _) =>
        {
            string tasks = string.Join(',', Enumerable.Range(0, size).Select(number => $$$"""{"data":{"tile":{{{number}}}}}"""));
            byte[] body = Encoding.UTF8.GetBytes($$"""{"type":"work","stages":[{"type":"{{Type}}","tasks":[{{tasks}}]}]}""");
            using HttpResponseMessage reply = await PostAsync(http, "/api/jobs", body);
            reply.EnsureSuccessStatusCode();
        });
    }

    private static async Task<(int Pairs, double Seconds, double[] Claims)> MeasureAsync(HttpClient http, int workers, TimeSpan time)
    {
        long began = Stopwatch.GetTimestamp();
        List<double>[] claims = await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            List<double> mine = [];
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                mine.Add(await WorkAsync(http));
            }

            return mine;
        })));
        double[] sorted = [.. claims.SelectMany(mine => mine).Order()];
        return (sorted.Length, Stopwatch.GetElapsedTime(began).TotalSeconds, sorted);
    }

    /// <summary>One pair; answers how long the claim took, in milliseconds.</summary>
    private static async Task<double> WorkAsync(HttpClient http)
    {
        long began = Stopwatch.GetTimestamp();
        using HttpResponseMessage claimed = await PostAsync(http, "/api/tasks/claim", Claim);
        if (claimed.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"A claim was answered {(int)claimed.StatusCode}: the queue is empty or the service is broken.");
        }

        byte[] body = await claimed.Content.ReadAsByteArrayAsync();
        double milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement task = document.RootElement.GetProperty("data");
        string path = $"/api/jobs/{task.GetProperty("job_id").GetString()}/tasks/{task.GetProperty("task_id").GetString()}/complete";
        byte[] report = Encoding.UTF8.GetBytes($$"""{"lease_token":"{{task.GetProperty("lease_token").GetString()}}"}""");
        using HttpResponseMessage completed = await PostAsync(http, path, report);
        completed.EnsureSuccessStatusCode();
        return milliseconds;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string path, byte[] body)
    {
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = Json;
        return await http.PostAsync(new Uri(path, UriKind.Relative), content);
    }
}
