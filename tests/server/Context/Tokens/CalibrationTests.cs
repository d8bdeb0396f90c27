using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Storage;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Context.Tokens;

public sealed class CalibrationTests : IDisposable
{
    private const string Provider = "local";
    private const string Model = "qwen3-coder";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly Calibration _calibration = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory] // edge case 98: a tokenizer other than ours, whose counts differ from prompt to prompt as well
    [InlineData(0.8)]
    [InlineData(0.92)]
    [InlineData(1.0)]
    [InlineData(1.08)]
    [InlineData(1.17)]
    [InlineData(1.25)]
    [InlineData(1.4)]
    public void TheEstimateComesWithinTwoPercentAndStaysOnTheHighSide(double differs)
    {
        var random = new Random(98);
        var (errors, low) = (new List<double>(), 0);
        for (var turn = 0; turn < 400; turn++)
        {
            var estimate = 2000 + random.Next(150_000);
            var counted = (int)(estimate * differs * (1 + ((random.NextDouble() - 0.5) * 0.02)));
            if (turn >= 8)
            {
                var error = (estimate * _calibration.FactorOf(Provider, Model) / counted) - 1;
                errors.Add(error);
                low += error < 0 ? 1 : 0;
            }

            _calibration.Note(Provider, Model, estimate, counted);
        }

        Assert.InRange(errors.Average(), 0, 0.02);
        Assert.InRange(errors.Min(), -0.01, 0.01);
        Assert.InRange(errors.Max(), 0, 0.03);
        Assert.InRange(low, 0, errors.Count / 8);
    }

    [Fact]
    public void BeforeAnythingIsKnownTheEstimateIsHigh() // edge case 98
    {
        Assert.Equal(Calibration.Unlearnt, _calibration.FactorOf(Provider, Model));
        Assert.Null(_calibration.LearntOf(Provider, Model));
        Assert.InRange(Calibration.Unlearnt, 1.1, 1.5);
    }

    [Fact]
    public void AfterOneReadingItIsAlreadyNear()
    {
        _calibration.Note(Provider, Model, 10_000, 11_000);

        Assert.InRange(_calibration.FactorOf(Provider, Model), 1.1, 1.17);
        Assert.Equal(Calibration.Unlearnt, _calibration.FactorOf("other", Model));
        Assert.Equal(Calibration.Unlearnt, _calibration.FactorOf(Provider, "other"));
    }

    [Theory]
    [InlineData(0)] // nothing was told
    [InlineData(900)] // only what the server had not kept
    [InlineData(7000)] // some of it was kept
    [InlineData(16_000)] // images
    [InlineData(400_000)] // no count of this prompt
    public void OneThatIsFarOffIsNotBelieved(int counted)
    {
        for (var i = 0; i < 10; i++)
        {
            _calibration.Note(Provider, Model, 10_000, 11_000);
        }

        var before = _calibration.FactorOf(Provider, Model);
        _calibration.Note(Provider, Model, 10_000, counted);
        _calibration.Note(Provider, Model, 10_000, 11_000);
        _calibration.Note(Provider, Model, 10_000, counted);

        Assert.Equal(before, _calibration.FactorOf(Provider, Model));
    }

    [Fact]
    public void SeveralThatAgreeAreAnotherModelUnderTheSameName()
    {
        for (var i = 0; i < 30; i++)
        {
            _calibration.Note(Provider, Model, 10_000, 10_000);
        }

        for (var i = 0; i < 3; i++)
        {
            _calibration.Note(Provider, Model, 10_000, 14_000 + i);
        }

        Assert.InRange(_calibration.FactorOf(Provider, Model), 1.4, 1.43);
    }

    [Fact]
    public void SmallPromptsTellNothing()
    {
        _calibration.Note(Provider, Model, 40, 60);

        Assert.Null(_calibration.LearntOf(Provider, Model));
    }

    [Fact]
    public void WhatIsOldIsForgottenAndThereAreNeverTooManyModels()
    {
        for (var i = 0; i < 200; i++)
        {
            _calibration.Note(Provider, Model, 10_000, 11_000);
            _calibration.Note(Provider, $"model-{i}", 10_000, 11_000);
        }

        Assert.Equal(64, _calibration.Save().Count);
        Assert.Equal(CalibrationTrack.Window, _calibration.Save().Single(readings => readings.Model == Model).Ratios.Count);
        Assert.Null(_calibration.LearntOf(Provider, "model-0"));
    }

    [Fact]
    public void AnEstimateForItsOwnSakeIsMadeUntilEnoughIsKnownAndSeldomAfterwards()
    {
        for (var i = 0; i < 8; i++)
        {
            Assert.True(_calibration.Wants(Provider, Model));
            _calibration.Note(Provider, Model, 10_000, 11_000);
        }

        Assert.Equal(10, Enumerable.Range(0, 80).Count(_ => _calibration.Wants(Provider, Model)));
    }

    [Fact]
    public void WhatWasLearntOutlivesARestart()
    {
        var path = new SidecarPaths(_folder).Calibration;
        var time = new ManualTime();
        using (new CalibrationArchive(path, _calibration, time, NullLogger<CalibrationArchive>.Instance))
        {
            _calibration.Note(Provider, Model, 10_000, 13_000);
            Assert.False(File.Exists(path));
            time.Advance(CalibrationArchive.Delay);
            Assert.True(File.Exists(path));
            _calibration.Note(Provider, Model, 10_000, 13_100);
        }

        var next = new Calibration();
        using var archive = new CalibrationArchive(path, next, time, NullLogger<CalibrationArchive>.Instance);
        Assert.Equal(_calibration.FactorOf(Provider, Model), next.FactorOf(Provider, Model));
        Assert.DoesNotContain("tmp", string.Concat(Directory.EnumerateFiles(_folder).Select(Path.GetFileName)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("""[{"provider":"p","model":null,"ratios":[1]}]""")]
    [InlineData("""[{"provider":"p","model":"m","ratios":[1e300,-1,0]}]""")]
    public void AFileThatIsNoneCountsAsNone(string content)
    {
        var path = new SidecarPaths(_folder).Calibration;
        File.WriteAllText(path, content);

        using var archive = new CalibrationArchive(path, _calibration, new ManualTime(), NullLogger<CalibrationArchive>.Instance);

        Assert.Empty(_calibration.Save());
    }
}
