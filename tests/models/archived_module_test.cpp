// Archives of libtorch, read without it: what libtorch writes is read, and nothing else.
#include "models/archived_tensors.h"

#include <QtTest>

#include <sstream>

using namespace stepwise;
using models::ArchivedModule;
using models::readArchive;

namespace {

torch::Tensor halves() {
    return torch::arange(24).view({2, 3, 4}).to(torch::kHalf);
}

std::string written() {
    torch::serialize::OutputArchive inner;
    inner.write("weight", halves(), true);
    inner.write("step", c10::IValue(std::int64_t{5'000'000'000}));
    torch::serialize::OutputArchive archive;
    archive.write("inner", inner);
    archive.write("a/turned", halves().transpose(0, 2), true);
    archive.write("count", torch::tensor(7), true);
    archive.write("rate", c10::IValue(1e-3));
    archive.write("betas", c10::IValue(std::make_tuple(0.9, 0.999)));
    archive.write("name", c10::IValue(std::string("swift")));
    archive.write("on", c10::IValue(true));
    std::ostringstream stream;
    archive.save_to(stream);
    return stream.str();
}

void replace(std::string& bytes, const std::string& part, const std::string& by) {
    const std::size_t at = bytes.find(part);
    QVERIFY2(at != std::string::npos && part.size() == by.size(), part.c_str());
    bytes.replace(at, part.size(), by);
}

} // namespace

class ArchivedModuleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatLibtorchWritesIsRead() {
        const std::string bytes = written();
        const ArchivedModule archive = readArchive(bytes);
        QCOMPARE(archive.module("inner").number("step"), std::int64_t{5'000'000'000});
        QVERIFY(models::toTensor(archive.module("inner").tensor("weight")).equal(halves()));
        QVERIFY(models::toTensor(archive.tensor("a/turned")).equal(halves().transpose(0, 2)));
        QCOMPARE(models::toTensor(archive.tensor("count")).item<std::int64_t>(), std::int64_t{7});
        QCOMPARE(archive.text("name"), std::string("swift"));
        QVERIFY_EXCEPTION_THROWN(archive.text("rate"), std::exception);
        QVERIFY_EXCEPTION_THROWN(archive.tensor("weight"), std::exception);
    }

    void whatIsWrittenAgainIsTheSame() {
        const std::string bytes = written();
        torch::serialize::OutputArchive again;
        models::writeAgain(readArchive(bytes), again);
        std::stringstream stream;
        again.save_to(stream);
        torch::serialize::InputArchive read;
        read.load_from(stream);
        c10::IValue betas;
        read.read("betas", betas);
        QCOMPARE(betas.toTuple()->elements()[1].toDouble(), 0.999);
        torch::serialize::InputArchive inner;
        read.read("inner", inner);
        torch::Tensor weight;
        inner.read("weight", weight, true);
        QVERIFY(weight.equal(halves()));
    }

    void copiesNeedTheSameShape() {
        const std::string bytes = written();
        const ArchivedModule archive = readArchive(bytes);
        torch::Tensor same = torch::zeros({2, 3, 4});
        models::copyInto(same, archive.module("inner").tensor("weight"));
        QVERIFY(same.equal(halves().to(torch::kFloat32)));
        torch::Tensor other = torch::zeros({2, 3, 5});
        QVERIFY_EXCEPTION_THROWN(models::copyInto(other, archive.module("inner").tensor("weight")), std::exception);
    }

    void whatIsElseIsRefused_data() {
        QTest::addColumn<QByteArray>("part");
        QTest::addColumn<QByteArray>("by");
        // K: a byte; (...t: a tuple. Sizes 2, 3, 4 and strides 12, 4, 1 of 24 elements.
        QTest::newRow("a size beyond the storage")
            << QByteArray("(K\x02K\x03K\x04t") << QByteArray("(K\x02K\x03K\x05t");
        QTest::newRow("a stride beyond it") << QByteArray("(K\x0cK\x04K\x01t") << QByteArray("(K\x0dK\x04K\x01t");
        QTest::newRow("elements that overlap") << QByteArray("(K\x0cK\x04K\x01t") << QByteArray("(K\x01K\x04K\x01t");
        QTest::newRow("another function") << QByteArray("_rebuild_tensor_v2") << QByteArray("_rebuild_tensor_v9");
        QTest::newRow("another storage") << QByteArray("HalfStorage") << QByteArray("BoolStorage");
        QTest::newRow("another class") << QByteArray("c__torch__\n") << QByteArray("c__os____\n\n");
        QTest::newRow("a name that is none") << QByteArray("rate") << QByteArray("r\"te");
        QTest::newRow("a directory elsewhere") << QByteArray("PK\x01\x02") << QByteArray("PK\x01\x03");
    }
    void whatIsElseIsRefused() {
        QFETCH(QByteArray, part);
        QFETCH(QByteArray, by);
        std::string bytes = written();
        replace(bytes, part.toStdString(), by.toStdString());
        QVERIFY_EXCEPTION_THROWN(readArchive(bytes), std::exception);
    }

    void whatIsCutIsRefused() {
        const std::string bytes = written();
        for (std::size_t length = 0; length < bytes.size(); length += 7)
            QVERIFY_EXCEPTION_THROWN(readArchive(std::string_view(bytes).substr(0, length)), std::exception);
    }
};

QTEST_APPLESS_MAIN(ArchivedModuleTest)
#include "archived_module_test.moc"
