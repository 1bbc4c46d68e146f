using Kiln.LocalHost.Storage;

namespace Kiln.LocalHost.Tests.Storage;

public sealed class ContentFileNameTests
{
    private static readonly string[] Alphabet = ["a", "A", "b", "B", "0", ".x", "-", "_", "~", "/c"];

    [Fact]
    public void A_path_leads_back_to_its_name()
    {
        Random random = new(20260102);
        for (int round = 0; round < 2000; round++)
        {
            string name = "o" + string.Concat(Enumerable.Range(0, random.Next(1, 250)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));

            string path = ContentFileName.ToPath(name);

            Assert.Equal(name, ContentFileName.FromPath(path));
            Assert.All(path.Split('/'), segment => Assert.InRange(segment.Length, 1, 250));
        }
    }

    [Fact]
    public void Names_that_differ_in_case_alone_have_paths_that_differ_without_it()
    {
        Assert.NotEqual(ContentFileName.ToPath("org/A"), ContentFileName.ToPath("org/a"), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_file_of_a_name_is_not_the_directory_of_longer_ones()
    {
        Assert.NotEqual(ContentFileName.ToPath("org/a"), Path.GetDirectoryName(ContentFileName.ToPath("org/a/b")));
    }
}
