using System.Text;
using ClaudeSidecar.Observability.History;
using FsCheck;
using FsCheck.Fluent;

namespace ClaudeSidecar.Tests.Observability.History;

public sealed class HistoryReaderTests : IDisposable
{
    private const string Line = """{"v":1,"at":"2026-11-21T12:00:00+00:00","class":"main","backend":"local"}""";

    private readonly HistoryStage _stage = new();

    [Fact]
    public void WhereThereIsNoHistoryNothingIsRead() => Assert.Empty(_stage.Reader.Requests());

    [Fact]
    public void AFieldOfALaterVersionIsPassedOver() => AssertRead(1, 0, 0, Line[..^1] + ""","mood":{"of":["the","model"]}}""");

    [Theory]
    [InlineData("""{"v":2,"at":"2026-11-21T12:00:00+00:00","class":"main"}""")]
    [InlineData("""{"when":0,"v":7}""")]
    [InlineData("""{"at":{"seconds":1},"v":2}""")]
    public void ALineOfALaterVersionIsCountedAndLeftAlone(string line) => AssertRead(1, 0, 1, line + "\n" + Line);

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"v":1,"at":"soon"}""")]
    [InlineData("""{"v":1,"at":"0001-01-01T00:00:00+00:00"}""")]
    [InlineData("""{"v":1,"at":"2026-11-21T12:00:00+00:00","status":"fine"}""")]
    [InlineData("""{"v":1,"at":"2026-11-21T12:00:00+00:00","class":null}""")]
    [InlineData("""{"v":1,"at":"2026-11-21T12:00:00+00:00","class":"\ud800"}""")]
    [InlineData("\0\0\0\0")]
    public void JunkIsCountedAndTakesNoOtherLineWithIt(string line) => AssertRead(2, 1, 0, $"{Line}\n{line}\n{Line}\n");

    [Fact]
    public void EmptyLinesAndOtherLineEndsAreNothing() => AssertRead(3, 0, 0, $"\uFEFF{Line}\r\n\r\n\n{Line}\n  {Line}");

    [Theory]
    [InlineData(HistoryReader.LongestLine)]
    [InlineData(HistoryReader.LongestLine * 3)]
    public void ALineThatIsTooLongIsNotHeld(int length) => AssertRead(2, 1, 0, $"{Line}\n{new string('x', length)}\n{Line}");

    [Fact]
    public void ManyLinesAreReadAcrossWhateverTheBufferHolds() =>
        AssertRead(5000, 0, 0, string.Concat(Enumerable.Range(0, 5000).Select(i => Line.Replace("local", new string('l', i % 97), StringComparison.Ordinal) + "\n")));

    [Fact]
    public void OfASwitchTheLastLineCounts()
    {
        var begun = """{"v":1,"at":"2026-11-21T12:00:00+00:00","id":"a","from":"claude","to":"local","trigger":"limit","reason":"quota-window"}""";
        _stage.Append("switches.jsonl", Encoding.UTF8.GetBytes($"{begun}\n{begun.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)}\n{begun[..^1]},\"outcome\":\"finished\"}}\n"));

        Assert.Equal([("a", "finished"), ("b", null)], _stage.Reader.Switches().Select(record => (record.Id, record.Outcome)));
    }

    [Fact]
    public void NoBytesWhateverMakeItFail() => Check.QuickThrowOnFailure(Prop.ForAll((byte[] bytes, NonNegativeInt cut) =>
    {
        Directory.CreateDirectory(_stage.Folder);

        // Plain noise, and lines of ours with noise somewhere in them.
        var line = Encoding.UTF8.GetBytes(Line);
        var at = cut.Get % line.Length;
        foreach (var file in (string[])["requests.jsonl", "readings.jsonl", "switches.jsonl", "feedback.jsonl"])
        {
            File.Delete(_stage[file]);
            _stage.Append(file, [.. bytes, (byte)'\n', .. line[..at], .. bytes, .. line[at..], (byte)'\n', .. line, (byte)'\n', .. line[..at]]);
        }

        var reader = _stage.Reader;
        var read = reader.Requests().ToList();
        return read.Count >= 1 && reader.Readings().Count() + reader.Switches().Count + reader.Feedback().Count() == 0;
    }));

    [Fact]
    public void AFileThatIsWrittenMeanwhileIsReadAsFarAsItIs()
    {
        _stage.Append("requests.jsonl", Encoding.UTF8.GetBytes(Line + "\n"));
        using var writing = new FileStream(_stage["requests.jsonl"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

        Assert.Single(_stage.Reader.Requests());
    }

    public void Dispose() => _stage.Dispose();

    private void AssertRead(int good, int junk, int newer, string text)
    {
        _stage.Append("requests.jsonl", Encoding.UTF8.GetBytes(text));
        var reader = _stage.Reader;

        Assert.Equal(good, reader.Requests().Count());
        Assert.Equal((junk, newer), (reader.Junk, reader.Newer));
    }
}
