namespace Kiln.Checkers;

/// <summary>Models that nobody here made. None is part of this repository: they are fetched when a test first asks for them.</summary>
public static class ModelCollections
{
    private const string DebianPackage = "assimp-testmodels";
    private const string PathInPackage = "usr/share/assimp/models";

    /// <summary>Why Debian's models cannot be had here, or null when they can.</summary>
    public static string? AssimpUnavailable { get; } = File.Exists("/usr/bin/apt-get") && File.Exists("/usr/bin/dpkg-deb")
        ? null
        : $"The models of Debian's package {DebianPackage} need apt-get and dpkg-deb, which are not on this machine.";

    /// <summary>The folder of the models inside the npm package <c>vhacd-js</c> (BSD-3): some thirty OBJ files.</summary>
    public static async Task<string> VhacdAsync() => Path.Combine(
        await ValidatorsFolder.EnsureInstalledAsync().ConfigureAwait(false), "node_modules", "vhacd-js", "app", "meshes");

    /// <summary>
    /// The folder of Debian's <c>assimp-testmodels</c> (BSD-3 but for a few files): unpacked below <c>artifacts</c>, by package lists of
    /// its own, so that neither root nor anything of the system is needed.
    /// </summary>
    public static async Task<string> AssimpAsync()
    {
        string root = Path.GetFullPath(Path.Combine(ValidatorsFolder.Path, "..", "..", "artifacts", "models"));
        string models = Path.Combine(root, DebianPackage);
        if (Directory.Exists(models))
        {
            return models;
        }

        Directory.CreateDirectory(root);
        using FileStream guard = await InstallationLock.TakeAsync(Path.Combine(root, ".install-lock")).ConfigureAwait(false);
        if (!Directory.Exists(models))
        {
            await DownloadAsync(Path.Combine(root, "download"), models).ConfigureAwait(false);
        }

        return models;
    }

    private static async Task DownloadAsync(string folder, string models)
    {
        // What an earlier, interrupted download left.
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        string lists = Path.Combine(folder, "lists");
        Directory.CreateDirectory(Path.Combine(lists, "partial"));
        Directory.CreateDirectory(Path.Combine(folder, "archives", "partial"));
        string[] own = ["-q", "-o", $"Dir::State::lists={lists}", "-o", $"Dir::Cache={folder}", "-o", "APT::Sandbox::User=root"];
        await OutsideProgram.RunAsync(folder, "apt-get", [.. own, "update"]).ConfigureAwait(false);
        await OutsideProgram.RunAsync(folder, "apt-get", [.. own, "download", DebianPackage]).ConfigureAwait(false);
        string package = Directory.GetFiles(folder, "*.deb").Single();
        await OutsideProgram.RunAsync(folder, "dpkg-deb", "-x", package, "unpacked").ConfigureAwait(false);
        Directory.Move(Path.Combine(folder, "unpacked", PathInPackage), models);
        Directory.Delete(folder, recursive: true);
    }
}
